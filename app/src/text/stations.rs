//! Words of the station list.

texts! {
    title = "联勤工作站", "Joint-service stations";
    lead = "「1 + X + Y」：一个党支部牵头，X 个部门进驻，Y 个部门随叫随到。", "“1 + X + Y”: one party branch leads, X departments are resident, Y departments come when called.";
    station = "联勤工作站", "Joint-service station";
    police_post = "警务站", "Police post";
    resident(n: usize) = "进驻单位 {n}", "Resident units: {n}";
    on_call(n: usize) = "响应单位 {n}", "On-call units: {n}";
    no_units = "尚未登记单位", "No unit is registered yet";
    address = "地址", "Address";
    speciality = "一站一品", "Speciality";
    township = "所在镇街", "Township";
    on_map = "在地图上看", "Show on the map";
    empty = "这个行政区还没有登记联勤工作站。", "No station is registered in this region yet.";
    count(stations: usize, posts: usize) = "{stations} 个联勤工作站，{posts} 个警务站", "Joint-service stations: {stations}; police posts: {posts}";
}
