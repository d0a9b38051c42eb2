// The parts of ECharts that the chart language draws with, and no others: each one is paid for by every reader.
// Deep paths, because the package's own index files would keep in this bundle what only downloads need.

import { install as bar } from "echarts/lib/chart/bar/install.js";
import { install as custom } from "echarts/lib/chart/custom/install.js";
import { install as line } from "echarts/lib/chart/line/install.js";
import { install as scatter } from "echarts/lib/chart/scatter/install.js";
import { install as aria } from "echarts/lib/component/aria/install.js";
import { install as geo } from "echarts/lib/component/geo/install.js";
import { install as grid } from "echarts/lib/component/grid/install.js";
import { install as legend } from "echarts/lib/component/legend/installLegendPlain.js";
import { install as markLine } from "echarts/lib/component/marker/installMarkLine.js";
import { install as tooltip } from "echarts/lib/component/tooltip/install.js";
import { getInstanceByDom, init, registerMap } from "echarts/lib/core/echarts.js";
import { use } from "echarts/lib/extension.js";
import { install as canvas } from "echarts/lib/renderer/installCanvasRenderer.js";

use([bar, custom, line, scatter, aria, geo, grid, legend, markLine, tooltip, canvas]);

export const echarts = { getInstanceByDom, init, registerMap, use };
