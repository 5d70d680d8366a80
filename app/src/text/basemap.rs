//! Words about what the map lies on.

texts! {
    base = "底图", "Base map";
    own = "自有底图", "Our own";
    approval(number: &str) = "审图号：{number}", "Map approval no. {number}";
    tiles_failed = "底图暂时没有取到，已显示自有底图。", "The base map cannot be fetched just now; our own is shown.";
}
