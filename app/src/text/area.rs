//! Words of areas that people draw on the map, and of what can be done with what it shows.

texts! {
    tools = "在地图上圈定范围", "Choose an area on the map";
    draw = "画范围", "Draw an area";
    take_view = "取当前视野", "Take this view";
    how = "依次点出各个角；点第一个角、双击或按回车完成，按 Esc 取消，退格键退回一角。用键盘时，方向键移动地图，空格键在地图中心放一角。", "Point out the corners one by one; the first corner, a double click or Enter closes the area, Esc cancels, Backspace takes a corner back. By keyboard, the arrows move the map and the space bar sets a corner at its middle.";
    few = "至少要三个不在一条线上的角。", "An area needs at least three corners that are not in one line.";
    many = "角太多了，最多 200 个。", "Too many corners: 200 are the most.";
    crossing(a: &str, b: &str) = "从第 {a} 个角和第 {b} 个角起的两条边相交或重叠了。按退格键退回几角再画，或按 Esc 取消。", "The lines from corner {a} and corner {b} meet. Take corners back with Backspace, or cancel with Esc.";
    drawn(corners: usize) = "地图上圈定的范围（{corners} 个角）", "Area drawn on the map ({corners} corners)";
    in_view = "地图视野内", "In view on the map";
    download = "下载这些案件：", "Download these cases:";
    download_view = "只下载当前视野内：", "In view only:";
    panel_kinds = "最多的类别", "Most frequent kinds";
    panel_latest = "最近受理", "Latest cases";
    near = "附近的案件", "Cases near by";
    near_hint = "按公开位置的直线距离。", "By the straight distance to their published places.";
    near_none = "没有符合条件、公开了位置的案件。", "No case with a published place matches.";
    metres(n: &str) = "{n} 米", "{n} m";
}
