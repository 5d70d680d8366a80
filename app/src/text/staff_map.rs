//! Words of the map of staff.

texts! {
    nav = "工作地图", "Staff map";
    title = "工作地图", "Staff map";
    lead = "全部图层和全部案件的准确位置，包括不公开的。只有工作人员能看，公众的网格地图上没有。", "Every layer and every case where it really lies, also what is not public. For staff only; nothing of it is on the public map.";
    lead_layers = "巡逻点、视频监控等要素在哪里。仅限内部的图层只在这里显示，公众的网格地图上没有。", "Where patrol points, cameras and other elements are. Layers for staff are shown here only, never on the public map.";
    label = "工作地图。方向键平移，加号和减号缩放，回车打开正中的案件或网格；视野中的要素列在旁边，案件列在下方。", "Staff map. Arrow keys pan, plus and minus zoom, Enter opens what lies in the middle; elements in view are listed beside it, cases below.";
    picture(count: &str) = "工作地图：{count} 件案件，按网格深浅显示。下方列出最新的案件。", "Staff map: {count} cases, shaded by grid cell. The latest are listed below.";
    matching = "符合条件的案件", "Matching cases";
    unplaced = "其中没有网格", "of them in no grid cell";
    latest = "最新的案件", "Latest cases";
    listed(shown: usize, total: &str) = "列出有位置的 {shown} 件，共 {total} 件", "{shown} with a place, of {total}";
    no_cases = "没有符合条件且有位置的案件。", "No case with a place matches.";
    failed = "案件没有取到，稍后自动再试。", "The cases could not be fetched; trying again soon.";
}
