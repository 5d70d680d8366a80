//! Words of the elements of the grid: layers of the map, their panel, their administration.

use domain::Lang;
use domain::element::Icon;

texts! {
    layers = "图层", "Layers";
    layers_show = "显示所选图层", "Show these layers";
    in_view = "视野中的要素", "Elements in view";
    listed = "图层中的要素", "Elements of these layers";
    listed_more(shown: &str, total: &str) = "列出 {shown} 个，共 {total} 个", "{shown} of {total}";
    layers_failed = "图层没有取到，稍后再试。", "The layers could not be fetched. Try again soon.";
    staff_only = "仅限内部", "staff only";

    panel_nearest = "最近的站点", "Nearest station";
    panel_cases = "100 米内的案件", "Cases within 100 m";
    panel_cases_hint = "按当前筛选，只计位置公开的", "matching the filters, with a published place";
    panel_here = "在地图上看这里", "This place on the map";
    metres = "米", "m";

    no_map = "这个行政区还没有网格或边界，画不出地图。", "This region has no grid and no outline yet, so there is no map.";
    no_elements = "还没有登记要素。", "No element is registered yet.";

    title = "网格要素", "Elements of the grid";
    lead = "巡逻点、视频监控、消火栓等要素：新增、移位、停用，或整批导入。", "Patrol points, cameras, hydrants and others: add, move, retire, or import many at once.";
    see_map = "在地图上看", "Show on the map";
    see_kinds = "要素类型", "Kinds of elements";
    see_import = "导入", "Import";
    export_as(format: &str) = "导出 {format}", "Export {format}";
    every_kind = "全部类型", "Every kind";
    search = "名称、编号或地址", "Name, code or address";
    find = "查找", "Find";
    status = "状态", "Status";
    in_use = "在用", "In use";
    retired = "已停用", "Out of use";
    none = "没有符合条件的要素。", "No element matches.";
    matched(n: &str) = "共 {n} 个", "{n} in all";
    previous = "上一页", "Previous";
    next = "下一页", "Next";
    new_element = "新增要素", "Add an element";
    kind = "类型", "Kind";
    code = "编号", "Code";
    code_hint = "同一类型内不能重复，以后不能修改。", "Unique within its kind; it cannot be changed later.";
    notes = "备注（仅限内部，可不填）", "Notes (staff only, optional)";
    source = "来源（仅限内部，可不填）", "Source (staff only, optional)";
    place = "位置", "Place";
    address = "地址（可不填）", "Address (optional)";
    pick = "点地图选位置，或填写经纬度（WGS-84）。", "Select the place on the map, or fill in longitude and latitude (WGS-84).";
    pick_label = "选择位置的地图。也可以直接填写经纬度。", "Map to select the place on. Longitude and latitude may be filled in instead.";
    retire = "停用", "Retire";
    restore = "恢复使用", "Use again";
    retire_hint = "停用后不再显示，记录保留，随时可以恢复。", "Retired, it is shown no more; the record stays and can be used again.";

    kinds_title = "要素类型", "Kinds of elements";
    kinds_lead = "每个类型是地图上的一个图层。没有标为公开的类型，公众在任何地方都看不到。", "Each kind is a layer of the map. A kind that is not marked public is seen by nobody outside.";
    new_kind = "新增类型", "Add a kind";
    kind_code = "类型代码", "Code of the kind";
    kind_code_hint = "小写字母开头，只用小写字母、数字和下划线，以后不能修改。", "Begins with a to z; a to z, 0 to 9 and _ only; it cannot be changed later.";
    icon = "图标", "Icon";
    seen_by = "谁能看到", "Who sees it";
    seen_by_staff = "仅限内部", "Staff only";
    seen_by_public = "向公众公开", "Everybody";
    count_in_use = "在用", "In use";
    count_retired = "停用", "Out of use";

    import_title = "导入网格要素", "Import elements";
    import_lead = "CSV（UTF-8 或 GB18030）、XLSX、GeoJSON。先检查，看过结果再导入；同一份文件再导一次，什么都不会改变。", "CSV (UTF-8 or GB18030), XLSX, GeoJSON. It is checked first and imported when you say so; the same file again changes nothing.";
    file = "文件", "File";
    file_hint = "表头：类型、编号、名称、经度、纬度，可选地址、备注、状态（在用 / 停用）、来源。最多 10 MB。", "Columns: kind, code, name, lng, lat; if you like address, notes, status (in_use or retired), source. At most 10 MB.";
    coordinates = "坐标系", "Coordinate system";
    wgs = "WGS-84 / CGCS2000（天地图、GPS）", "WGS-84 or CGCS2000 (GPS)";
    gcj = "GCJ-02（高德、腾讯）", "GCJ-02 (Amap, Tencent)";
    bd = "BD-09（百度）", "BD-09 (Baidu)";
    file_kind = "没写类型的行算哪一类", "Kind of the lines that name none";
    file_kind_none = "每行都写了类型", "Every line names its own";
    whole = "文件是这些类型的全部：没列出的停用", "The file is all there is of its kinds: what it does not list is retired";
    check = "检查", "Check";
    found_title = "检查结果", "What the file comes to";
    done_title = "已导入", "Imported";
    count_new = "新增", "New";
    count_changed = "修改", "Changed";
    count_unchanged = "不变", "Unchanged";
    count_retiring = "停用", "Retired";
    count_wrong = "有误", "Wrong";
    do_import = "导入", "Import";
    wrong_lead = "有误的行不能导入。可以改好文件再传一次，也可以只导入其余的行。", "Lines that are wrong cannot be taken. Mend the file and send it again, or take the other lines.";
    take_good = "只导入其余的行", "Take the other lines";
    nothing_to_do = "文件里的内容都已经有了，没有要改的。", "Everything in the file stands already; there is nothing to change.";
    fault_line = "行", "Line";
    fault_column = "列", "Column";
    fault_what = "问题", "What is wrong";
    faults_more(shown: &str, total: &str) = "列出前 {shown} 行，共 {total} 行有误。", "The first {shown} of {total} lines that are wrong.";
    another = "换一份文件", "Another file";
}

/// What an icon shows.
#[must_use]
pub(crate) fn icon_name(lang: Lang, icon: Icon) -> &'static str {
    let (zh, en) = match icon {
        Icon::Patrol => ("盾牌（巡逻）", "Shield (patrol)"),
        Icon::Camera => ("摄像头", "Camera"),
        Icon::Hydrant => ("消火栓", "Hydrant"),
        Icon::School => ("学士帽（学校）", "Cap (school)"),
        Icon::Shelter => ("避难所", "Shelter"),
        Icon::Hospital => ("十字（医疗）", "Cross (health)"),
        Icon::Park => ("树（公园）", "Tree (park)"),
        Icon::Toilet => ("公厕", "Toilet"),
        Icon::Bus => ("公交", "Bus"),
        Icon::Shop => ("店铺", "Shop"),
        Icon::Bridge => ("桥梁", "Bridge"),
        Icon::Water => ("水滴（供排水）", "Drop (water)"),
        Icon::Power => ("闪电（电力）", "Bolt (power)"),
        Icon::Lamp => ("路灯", "Street lamp"),
        Icon::Building => ("楼宇", "Building"),
        Icon::Flag => ("旗帜", "Flag"),
    };
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}
