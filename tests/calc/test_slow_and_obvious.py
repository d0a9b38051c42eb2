"""The vectorised verdict against the plain loop that the benchmark runs beside it."""

import importlib.util
from pathlib import Path
from types import ModuleType

BENCH = Path(__file__).parents[2] / "bench" / "bench_trajectory.py"


def bench() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bench_trajectory", BENCH)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_many_targets_at_once_get_the_lights_of_a_plain_loop() -> None:
    module = bench()
    history, target = module.sample(3000)
    lights = module.looped(history.tolist(), target.tolist())
    assert module.vectorised(history, target).overall.state.tolist() == lights
    assert set(lights) == {"ahead", "on_course", "behind", "off_course", "reached"}
