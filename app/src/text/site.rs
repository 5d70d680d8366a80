//! Words of the frame around every page.

texts! {
    name = "联勤共治", "Lianqin";
    tagline = "基层联勤共治公开平台", "Joint grassroots governance, in the open";
    description = "每一件案件的进度、时限和办理单位，实时晒在阳光下。", "Progress, deadlines and responsible units of every case, public in real time.";

    skip = "跳到正文", "Skip to content";
    nav_label = "主导航", "Main";
    home = "首页", "Home";
    map = "网格地图", "Map";
    board = "晾晒台", "Board";
    cases = "案件", "Cases";
    stations = "联勤工作站", "Stations";
    method = "算法公开", "Method";
    about = "关于", "About";
    staff_sign_in = "工作人员登录", "Staff sign-in";

    search_label = "按案件码或关键词查询", "Find a case by code or keyword";
    search_hint = "输入案件码查询进度", "Case code";
    search = "查询", "Find";

    other_language = "English", "中文";

    data_version(version: u64) = "数据版本 {version}", "Data version {version}";
    as_of(time: &str) = "截至 {time}", "As of {time}";
    synthetic = "示范数据，非真实案件", "Demonstration data: no case here is real";
    api = "接口说明（OpenAPI）", "API description (OpenAPI)";
    csv = "晾晒台数据（CSV）", "Board data (CSV)";
    method_link = "每个数字怎么算", "How each figure is computed";
    source_code = "开源软件，Apache-2.0 许可", "Open-source software, Apache-2.0";

    paused = "暂停更新，正在重新连接", "Updates paused, reconnecting";
}
