"""The settings' table: every wrong value is refused with the setting's name and what it accepts."""

from pathlib import Path

import pytest

from tidehead.city.config.environment import SETTINGS, SettingRefused, read_environment, secret_key
from tidehead.lake import is_engine_setting

# setting -> (text, what it is read as)
RIGHT = {
    "TIDEHEAD_DATABASE_URL": ("postgresql://host/name", "postgresql://host/name"),
    "TIDEHEAD_LAKE": ("spark://master.example:7077", "spark://master.example:7077"),
    "TIDEHEAD_HOST": ("0.0.0.0", "0.0.0.0"),  # noqa: S104
    "TIDEHEAD_PORT": ("8332", 8332),
    "TIDEHEAD_ALLOWED_HOSTS": ("a.example, b.example", ["a.example", "b.example"]),
    "TIDEHEAD_HTTPS": ("yes", True),
    "TIDEHEAD_SECRET_KEY": ("k" * 32, "k" * 32),
    "TIDEHEAD_THREADS": ("8", 8),
    "TIDEHEAD_UPLOAD_MB": ("10", 10),
    "TIDEHEAD_READER_SECONDS": ("30", 30),
    "TIDEHEAD_READER_MB": ("512", 512),
    "TIDEHEAD_EMAIL_URL": ("smtp+tls://me:hush@mail.example:587", "smtp+tls://me:hush@mail.example:587"),
    "TIDEHEAD_EMAIL_FROM": ("tidehead@region.example", "tidehead@region.example"),
    "TIDEHEAD_BASE_URL": ("https://tidehead.region.example/", "https://tidehead.region.example"),
    "TIDEHEAD_DEBUG": ("0", False),
}
WRONG = {
    "TIDEHEAD_DATABASE_URL": "mysql://host/name",
    "TIDEHEAD_LAKE": "hadoop",
    "TIDEHEAD_HOST": "nowhere",
    "TIDEHEAD_PORT": "0",
    "TIDEHEAD_HTTPS": "maybe",
    "TIDEHEAD_SECRET_KEY": "short",
    "TIDEHEAD_THREADS": "many",
    "TIDEHEAD_UPLOAD_MB": "-1",
    "TIDEHEAD_READER_SECONDS": "1",
    "TIDEHEAD_READER_MB": "1e9",
    "TIDEHEAD_EMAIL_URL": "mail.example",
    "TIDEHEAD_EMAIL_FROM": "somebody",
    "TIDEHEAD_BASE_URL": "tidehead.region.example",
    "TIDEHEAD_DEBUG": "",
}
HIDDEN = {"TIDEHEAD_SECRET_KEY", "TIDEHEAD_DATABASE_URL", "TIDEHEAD_EMAIL_URL"}


@pytest.mark.parametrize(
    "text", ["duckdb", "local[2]", "local-cluster[2,1,1024]", "spark://a:7077", "", "yarn", "Duckdb"]
)
def test_the_lake_setting_is_what_the_lake_can_open(text: str) -> None:
    if is_engine_setting(text):
        assert read_environment({"TIDEHEAD_LAKE": text})["LAKE"] == text
    else:
        with pytest.raises(SettingRefused):
            read_environment({"TIDEHEAD_LAKE": text})


def short(name: str) -> str:
    return name.removeprefix("TIDEHEAD_")


@pytest.mark.parametrize(("name", "text", "value"), [(name, *pair) for name, pair in RIGHT.items()])
def test_a_right_value_is_read_as_what_it_means(name: str, text: str, value: object) -> None:
    assert read_environment({name: text})[short(name)] == value


@pytest.mark.parametrize(("name", "text"), WRONG.items())
def test_a_wrong_value_is_refused_with_what_it_must_be(name: str, text: str) -> None:
    expects = next(setting.expects for setting in SETTINGS if setting.name == name)
    with pytest.raises(SettingRefused) as refused:
        read_environment({name: text})
    assert name in str(refused.value) and expects in str(refused.value)


@pytest.mark.parametrize("name", sorted(HIDDEN))
def test_a_secret_is_not_shown_when_it_is_refused(name: str) -> None:
    with pytest.raises(SettingRefused) as refused:
        read_environment({name: "x:hush"})
    assert "hush" not in str(refused.value)


def test_an_unknown_setting_is_refused_not_passed_over() -> None:
    with pytest.raises(SettingRefused, match="TIDEHEAD_PROT"):
        read_environment({"TIDEHEAD_PROT": "8331"})


def test_nothing_set_gives_every_default(tmp_path: Path) -> None:
    assert read_environment({}).keys() == {short(setting.name) for setting in SETTINGS}


def test_a_folder_of_data_may_be_new_but_a_pack_must_be_there(tmp_path: Path) -> None:
    assert read_environment({"TIDEHEAD_DATA": str(tmp_path / "new")})["DATA"] == tmp_path / "new"
    assert read_environment({"TIDEHEAD_PACK": str(tmp_path)})["PACK"] == tmp_path
    with pytest.raises(SettingRefused, match="TIDEHEAD_PACK"):
        read_environment({"TIDEHEAD_PACK": str(tmp_path / "none")})


def test_a_file_is_no_folder_for_data(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SettingRefused, match="TIDEHEAD_DATA"):
        read_environment({"TIDEHEAD_DATA": str(tmp_path / "file")})


def test_a_secret_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    made = secret_key(tmp_path, "")
    assert len(made) >= 32
    assert secret_key(tmp_path, "") == made
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
    assert secret_key(tmp_path, "g" * 40) == "g" * 40
