// For long schedules only: loaded when a page has one.

import { install as zoomInside } from "echarts/lib/component/dataZoom/installDataZoomInside.js";
import { install as zoomSlider } from "echarts/lib/component/dataZoom/installDataZoomSlider.js";
import { echarts } from "./echarts.js";

echarts.use([zoomInside, zoomSlider]);
