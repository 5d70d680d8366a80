//! Words of the list of cases without a place.

texts! {
    title = "待标注位置", "Without a place";
    lead = "没有坐标、落不到网格里的在办案件。标注后按公开规则重新发布；来源以后没有给出坐标时，人工标注不会被覆盖。", "Open cases that lie in no cell of the grid. Once placed, they are published anew by the rules of their kind; what a colleague has placed stays, unless the source names a point itself.";
    none = "所有在办案件都有位置。", "Every open case has a place.";
    no_address = "没有地址", "No address";
    same_address(cases: u32, metres: u32) = "用同一地址的位置（{cases} 件，相差不超过 {metres} 米）", "Where the same address lies ({cases} case(s), within {metres} m)";
    by_hand = "填写坐标", "Give coordinates";
    lng = "经度（WGS-84）", "Longitude (WGS-84)";
    lat = "纬度（WGS-84）", "Latitude (WGS-84)";
    place = "标注", "Place it";
    newer = "前面的", "Newer ones";
    older = "后面的", "Older ones";
    by_address = "位置按地址中的地名推定，只到社区或镇街", "Placed by an area that its address names: community or township only";
    by_person = "位置由工作人员标注", "Placed by a colleague";
}
