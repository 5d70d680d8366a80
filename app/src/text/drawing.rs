//! Words of the grid that administrators draw: its pages, what is wrong with a grid, and why a drawing was not changed.

use domain::Lang;
use domain::drawing::{ChangeKind, Duty, Fault, Refused, StepKind, What};

use crate::text::policy;

texts! {
    title = "网格划分", "Grid";
    lead = "现行网格及历次划分；导入、绘制新的网格，按日期生效；安排网格员、网格长。", "The grid that holds and how it came to be; import or draw the next one, and put it into force from a day on; who works in its cells.";
    in_force = "现行网格", "The grid in force";
    cells_count(n: u32) = "{n} 个网格", "{n} cells";
    unstaffed_count(n: u32) = "其中 {n} 个没有安排网格人员", "in {n} of them nobody works";
    see_map = "在地图上查看", "See it on the map";
    export_now = "导出现行网格（GeoJSON）", "Export as GeoJSON";
    draw = "绘制与修改", "Draw and change";
    staff = "网格人员", "Who works in the cells";
    draft_there(when: &str, steps: u32) = "您有一份未生效的草稿：{steps} 步修改，最后修改于 {when}。", "You have a draft that is not in force: {steps} steps, last changed {when}.";
    open_draft = "打开草稿", "Open the draft";

    import = "导入网格文件", "Import a file";
    import_lead = "文件应包含本区全部网格：文件中没有的网格将终止。导入后先成为草稿，检查无误后再定生效日期。", "The file is the whole grid of the region: a cell that is not in it ends. It becomes your draft first; you see what changes before it is put into force.";
    file = "网格文件", "File";
    file_hint = "GeoJSON，或打包成 zip 的 Shapefile；WGS-84 或 CGCS2000 经纬度；不超过 128 MB、100 万个顶点。", "GeoJSON, or a Shapefile in a zip archive; longitude and latitude in WGS-84 or CGCS2000; at most 128 MB and a million corners.";
    mapping = "字段对应（可不填）", "Properties (optional)";
    mapping_hint = "字段名不常见时填写，例如 code=编号 name=名称，以空格分隔。", "Where names are unusual, such as code=NUMBER name=TITLE, with spaces between.";
    no_gaps = "网格之间有空隙时不予导入", "Gaps between cells are faults";
    send = "检查并导入为草稿", "Check, and make it my draft";
    file_faults = "文件中的问题", "What is wrong with the file";
    more_faults(n: usize) = "另有 {n} 处问题未列出。", "And {n} more.";

    history = "历次划分", "Cuts";
    no_history = "还没有划定网格：事件按六边形归格。", "No grid has been drawn: cases lie in hexagons.";
    holds_from = "生效日期", "Holds from";
    by = "操作人", "By";
    changes = "变化", "Changes";
    whole = "网格数", "Cells";
    export = "导出", "Export";
    since_ever = "最初", "since ever";
    first_grid = "最初的网格", "the first grid";
    by_command = "命令行", "a command";
    to_come = "未到生效日期", "still to come";
    holds_now = "现行", "in force";

    draft_title = "网格草稿", "Draft of the grid";
    draft_lead = "改动自动保存，只有您能看到；定下生效日期并确认后才生效。", "What you change is kept at once and seen by nobody else; it holds only once you put it into force.";
    back = "返回网格划分", "Back to the grid";
    map_label = "网格草稿地图", "Map of the draft";
    no_script = "绘图需要启用 JavaScript。没有它时，仍可导入、导出文件，以及在下面合并、改名、删除网格。", "Drawing needs JavaScript. Without it you can still import and export files, and merge, rename and remove cells below.";
    too_large = "网格顶点太多，无法在浏览器中绘制。请导出后用专业软件修改，再导入。", "The grid has too many corners to be drawn in a browser. Export it, change it elsewhere, and import it.";
    lost = "没有保存：服务器没有应答。地图显示的是上次保存的状态，请重试。", "Not kept: the server did not answer. The map shows what was kept last; try again.";
    undone = "前一步没有成功，或者它改变了网格；之后的操作没有执行，请重做。", "The step before was not done, or it changed the cell: what you did after it was not done. Do it again.";
    tools = "绘图工具", "Tools";
    tool_choose = "选择、调整", "Choose, adjust";
    tool_draw = "画新网格", "New cell";
    tool_split = "拆分", "Split";
    nearer = "放大", "Nearer";
    farther = "缩小", "Farther";
    tool_finish = "画完", "Finish";
    tool_cancel = "取消", "Cancel";
    hint_choose = "点击网格选中；拖动顶点调整，拖动边上的小圆点加顶点，选中顶点后按 Delete，或右键（长按）顶点，即可删除。用键盘：在地图上按空格键逐个选中顶点。相邻网格的公共边界一起移动。", "Click a cell. Drag its corners, drag a small dot to add one, choose a corner and press Delete, or right-click (hold) it, to remove it. By keyboard: Space on the map picks one corner after another. Borders move in all the cells they lie between.";
    hint_corner = "方向键移动（按住 Shift 每次 10 像素），回车保存，Esc 放弃，Delete 删除；空格键选下一个，Shift+空格选上一个。", "Arrow keys move it (with Shift by 10 pixels), Enter keeps that, Escape takes it back, Delete removes it. Space picks the next, Shift and Space the one before.";
    hint_waiting = "线已画好，请填写表单并提交；点“取消”或在地图上按 Esc 则放弃。", "The line is drawn: fill in its form and send it. Cancel, or Escape on the map, gives it up.";
    hint_draw = "依次点击新网格的各个顶点，靠近已有边界时自动吸附；点“画完”或按回车结束。", "Click the corners of the new cell one after another; near a border they snap to it. Finish, or press Enter.";
    hint_split = "先选中网格，再从边界到边界画一条线；点“画完”或按回车结束。", "Choose a cell, then draw a line from border to border. Finish, or press Enter.";
    choose_first = "请先选中要拆分的网格。", "Choose the cell to split first.";

    undo = "撤销", "Undo";
    redo = "重做", "Redo";
    of_step(words: &str, step: &str) = "{words}：{step}", "{words}: {step}";
    discard = "放弃草稿", "Discard the draft";
    discard_sure = "放弃后无法恢复。", "It cannot be brought back.";
    export_draft = "导出草稿（GeoJSON）", "Export the draft";
    stale_title = "网格在此期间已重新划分", "The grid was cut anew meanwhile";
    stale = "草稿是按以前的网格画的，已保留。转到现行网格后可继续修改并生效。", "The draft was made for an earlier grid and is kept. Take it over to the grid of now to go on.";
    stale_both(codes: &str) = "这些网格在草稿和现行网格中都改过，不能自动转换：{codes}。请撤销相应步骤，或导出草稿另行处理。", "Both the draft and the grid of now change these cells, so it cannot be taken over: {codes}. Undo those steps, or export the draft.";
    take_over = "转到现行网格", "Take it over";

    problems = "问题", "Faults";
    no_problems = "没有发现问题。", "Nothing is wrong.";
    errors_count(n: usize) = "{n} 处错误，改正后才能生效", "Errors: {n}, to be put right first";
    warnings_count(n: usize) = "{n} 处提醒", "Warnings: {n}";
    is_error = "错误", "Error";
    is_warning = "提醒", "Warning";
    show_place = "在地图上显示", "Show on the map";

    cell = "网格", "Cell";
    choose_cell = "选择网格", "Choose a cell";
    choose = "选择", "Choose";
    none_chosen = "在地图上点击，或在这里选择。", "Click one on the map, or choose it here.";
    code = "网格编码", "Code";
    code_hint = "15 位：社区 12 位加 001 至 999", "15 digits: the 12 of the community, and 001 to 999";
    name = "名称", "Name";
    kind = "类型", "Kind";
    basic = "基础网格", "basic";
    dedicated = "专属网格", "dedicated";
    rural = "农村网格", "Rural";
    township = "街道/乡镇编码", "Township";
    community = "社区/村编码", "Community";
    area(hectares: &str, corners: u32) = "{hectares} 公顷，{corners} 个顶点", "{hectares} ha, {corners} corners";
    save = "保存", "Save";
    remove_cell = "删除这个网格", "Remove this cell";
    remove_hint = "删除后这块地不属于任何网格，并会被报为空隙；通常应与相邻网格合并。", "The ground will belong to no cell and is told as a gap; merging is usually better.";

    merge = "合并相邻网格", "Merge with neighbours";
    merge_hint = "合并后沿用当前网格的编码和名称。", "The merged cell is called as the chosen one.";
    merge_do = "合并", "Merge";
    split_title = "拆分：新网格", "Split: the new cell";
    split_hint = "较大的一块保留原编码。", "The larger part keeps the code.";
    split_do = "拆分", "Split";
    draw_title = "新网格", "The new cell";
    draw_over = "与已有网格重叠时，从它们那里划出", "Take ground from cells it overlaps";
    draw_over_hint = "不勾选时，只取不属于任何网格的部分。", "Else it takes only what belongs to no cell.";
    draw_do = "建立网格", "Make the cell";

    preview = "将要发生的变化", "What will change";
    no_changes = "与现行网格相同。", "The same as the grid in force.";
    from_cells = "来自", "Takes ground from";
    apply_title = "生效", "Put into force";
    apply_from = "生效日期", "From";
    apply_hint = "从当天零时起生效；此后收到的事件按新网格重新归格，此前的不变。", "From midnight on. Cases received since are placed anew; earlier ones stay.";
    apply_first(day: &str) = "不早于 {day}：必须晚于上一次划分。", "Not before {day}: later than the last cut.";
    apply_do = "确认生效", "Put into force";
    applied(moved: &str, looked: &str) = "新网格已定：此后收到的 {looked} 件中，{moved} 件改归其他网格。", "Done: of {looked} cases received since, {moved} lie in another cell now.";

    staff_title = "网格人员", "Who works in the cells";
    staff_lead = "网格员、网格长的安排，含起止日期。只有工作人员能看到，不对外公开。", "Grid workers and heads of grids, with days. For staff only, never public.";
    assign = "安排人员", "Assign somebody";
    person = "人员", "Person";
    duty = "职责", "Duty";
    valid_from = "自", "From";
    valid_to = "至（当天不含，可不填）", "To (that day not included; optional)";
    until = "至", "To";
    no_end = "未定", "no end";
    assign_do = "安排", "Assign";
    end_do = "结束", "End";
    end_label(who: &str, cell: &str) = "结束 {who} 在 {cell} 的安排", "End what {who} does in {cell}";
    end_day = "结束日期（不填为现在）", "Last day is before (nothing = now)";
    nobody = "没有安排网格人员。", "Nobody is assigned.";
    unstaffed = "没有网格人员的网格", "Cells in which nobody works";
    list_title = "批量安排", "A list";
    list = "名单", "List";
    list_hint = "每行一条：网格编码,登录名,职责（网格员或网格长）,自,至。例如 331003001001001,wang,网格员,2027-01-01,", "One a line: code,login,duty (worker or leader),from,to. Such as 331003001001001,wang,worker,2027-01-01,";
    list_do = "全部安排", "Assign all of them";
    list_done(n: &str) = "已安排 {n} 条。", "Assigned: {n}.";
    filter_cell = "只看一个网格", "One cell only";
    all_cells = "全部网格", "All cells";
    ended_cell = "网格已终止", "the cell has ended";
    case_staff = "本网格人员", "Who works in this cell";
}

fn pick(lang: Lang, (zh, en): (&'static str, &'static str)) -> &'static str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

#[must_use]
pub(crate) fn duty_word(lang: Lang, duty: Duty) -> &'static str {
    pick(
        lang,
        match duty {
            Duty::Worker => ("网格员", "grid worker"),
            Duty::Leader => ("网格长", "head of the grid"),
        },
    )
}

#[must_use]
pub(crate) fn change(lang: Lang, kind: ChangeKind) -> &'static str {
    pick(
        lang,
        match kind {
            ChangeKind::New => ("新增", "new"),
            ChangeKind::Redrawn => ("改划", "redrawn"),
            ChangeKind::Renamed => ("改名或改类型", "renamed"),
            ChangeKind::Ended => ("终止", "ended"),
        },
    )
}

#[must_use]
pub(crate) fn step(lang: Lang, kind: StepKind) -> &'static str {
    pick(
        lang,
        match kind {
            StepKind::Import => ("导入文件", "file imported"),
            StepKind::Move => ("移动顶点", "corner moved"),
            StepKind::Insert => ("加顶点", "corner added"),
            StepKind::Remove => ("删顶点", "corner removed"),
            StepKind::Draw => ("画新网格", "cell drawn"),
            StepKind::Split => ("拆分", "cell split"),
            StepKind::Merge => ("合并", "cells merged"),
            StepKind::Say => ("改名称或编码", "cell renamed"),
            StepKind::Drop => ("删除网格", "cell removed"),
        },
    )
}

/// Where a fault is, as far as it is known: `第 4 个要素（331…）第 1 环第 3 点`.
#[must_use]
pub(crate) fn at(lang: Lang, fault: &Fault) -> String {
    let mut parts = Vec::new();
    match (lang, fault.feature, fault.code.as_deref()) {
        (Lang::Zh, Some(feature), Some(code)) => parts.push(format!("第 {feature} 个要素（{code}）")),
        (Lang::En, Some(feature), Some(code)) => parts.push(format!("feature {feature} ({code})")),
        (Lang::Zh, Some(feature), None) => parts.push(format!("第 {feature} 个要素")),
        (Lang::En, Some(feature), None) => parts.push(format!("feature {feature}")),
        (Lang::Zh, None, Some(code)) => parts.push(format!("网格 {code}")),
        (Lang::En, None, Some(code)) => parts.push(format!("cell {code}")),
        (_, None, None) => {}
    }
    let mut say = |number: Option<usize>, zh: &str, en: &str| {
        parts.extend(number.map(|number| match lang {
            Lang::Zh => format!("第 {number} {zh}"),
            Lang::En => format!("{en} {number}"),
        }));
    };
    say(fault.ring, "环", "ring");
    say(fault.vertex, "点", "corner");
    parts.extend(fault.place.map(|(lng, lat)| match lang {
        Lang::Zh => format!("经度 {lng:.6}、纬度 {lat:.6}"),
        Lang::En => format!("at {lng:.6}, {lat:.6}"),
    }));
    parts.join(match lang {
        Lang::Zh => "，",
        Lang::En => ", ",
    })
}

/// What is wrong, in words.
#[must_use]
pub(crate) fn what(lang: Lang, what: &What) -> String {
    if lang == Lang::En {
        return what.to_string();
    }
    match what {
        What::Unreadable { reason } => format!("无法读取：{reason}"),
        What::NoShape => "没有图形".to_owned(),
        What::NotAPolygon { found } => format!("是 {found}，不是多边形"),
        What::Hole => "中间有洞：请把洞里的部分画成网格，让外面的网格绕过去，或者把网格一分为二".to_owned(),
        What::ManyParts { parts } => format!("由 {parts} 块组成：每一块要有自己的编码"),
        What::NotClosed => "环没有闭合：最后一点与第一点不同".to_owned(),
        What::TooFewCorners { corners } => format!("只有 {corners} 个顶点，至少要有不在一条直线上的三点"),
        What::TooManyCorners { corners, limit } => format!("有 {corners} 个顶点，最多读取 {limit} 个"),
        What::TooManyInFile { limit } => format!("文件超过 {limit} 个顶点：请简化边界，或减少小数位数"),
        What::TooManyCells { limit } => format!("文件超过 {limit} 个网格"),
        What::NotOnEarth => "这一点不是以度为单位的经纬度".to_owned(),
        What::SelfCrossing { side, other } => format!("环自相交：第 {side} 边与第 {other} 边相交或相接"),
        What::Entangled => "边线过于密集，无法比较：请简化边界".to_owned(),
        What::NoCode { wanted } => format!("没有编码：找不到字段 {wanted}"),
        What::WrongCode { code, .. } => {
            format!(
                "编码 {code} 不合规则：15 位数字，前 12 位为所属社区，后三位 001 至 999，并以本区代码开头"
            )
        }
        What::CodeElsewhere { code, area } => format!("编码 {code} 不在要素所写的 {area} 之内"),
        What::UnknownTownship { township } => format!("本区没有街道（乡镇）{township}"),
        What::DoubledCode { other } => format!("与第 {other} 个要素的编码相同"),
        What::WrongValue { property, value, .. } => format!("字段 {property} 的值“{value}”不能识别"),
        What::Overlap {
            other_code, area_m2, ..
        } => format!("与网格 {other_code} 重叠 {area_m2:.0} 平方米"),
        What::Gap { area_m2 } => format!("网格之间有 {area_m2:.0} 平方米空隙"),
        What::Outside { of, area_m2, share } => {
            let of = match of.strip_prefix("township ") {
                Some(code) => format!("街道（乡镇）{code}"),
                None => "本区范围".to_owned(),
            };
            format!("有 {area_m2:.0} 平方米（{share:.1} %）超出{of}")
        }
    }
}

/// Why a drawing was not changed.
#[must_use]
pub(crate) fn refused(lang: Lang, refused: &Refused) -> String {
    match (lang, refused) {
        (_, Refused::AtLine { line, why }) => match lang {
            Lang::Zh => format!("第 {line} 行：{}", self::refused(lang, why)),
            Lang::En => format!("Line {line}: {}", self::refused(lang, why)),
        },
        (_, Refused::Field { field, fault }) => {
            let field = match *field {
                "cell" => code(lang),
                "duty" => duty(lang),
                "valid_from" => pick(lang, ("起始日期", "the day it begins")),
                _ => pick(lang, ("结束日期", "the day it ends")),
            };
            match lang {
                Lang::Zh => format!("{field}：{}", policy::fault(lang, fault)),
                Lang::En => format!("{field}: {}", policy::fault(lang, fault)),
            }
        }
        (Lang::Zh, _) => refused_zh(refused),
        (Lang::En, _) => {
            let said = refused.to_string();
            let mut letters = said.chars();
            let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
            format!("{first}{}.", letters.as_str())
        }
    }
}

fn refused_zh(refused: &Refused) -> String {
    let words = match refused {
        Refused::NoCorner => "那里没有顶点。",
        Refused::NoSide => "那里没有边。",
        Refused::Junction => "这个顶点是几条边界的交点，不能删除：可以移动它，或者合并网格。",
        Refused::TooFew => "网格至少要有不在一条直线上的三个顶点。",
        Refused::NoCell { code } => return format!("没有网格 {code}。"),
        Refused::CodeTaken { code } => return format!("编码 {code} 已被使用。"),
        Refused::WrongCode { .. } => {
            "编码不合规则：15 位数字，前 12 位为所属社区，后三位 001 至 999，并以本区代码开头。"
        }
        Refused::DoesNotCross => "这条线没有从边界到边界穿过网格。",
        Refused::CrossesAgain => "这条线多次穿过网格，请画短一些。",
        Refused::LineCrosses => "画的线自相交。",
        Refused::Sliver => "拆出的一块宽度不足一米。",
        Refused::OneCell => "请至少选择两个网格。",
        Refused::NotNeighbours => "这些网格没有公共边界。",
        Refused::Encloses => "合并后会围住不属于它们的地方。",
        Refused::NoGround => "那块地已全部属于其他网格。",
        Refused::Parts { parts } => return format!("留给新网格的部分分成了 {parts} 块。"),
        Refused::LiesAround { code } => return format!("新网格会把网格 {code} 围在中间。"),
        Refused::Swallows { code } => return format!("网格 {code} 将不剩任何部分：请改用合并。"),
        Refused::CutsApart { code } => return format!("网格 {code} 会被切成几块：请先拆分它。"),
        Refused::HoleIn { code } => return format!("新网格会在网格 {code} 中间留下一个洞：请先拆分它。"),
        Refused::NoPlaces => "顶点应写作 经度,纬度;经度,纬度。",
        Refused::TooManyPlaces { limit } => return format!("一次最多画 {limit} 个顶点，更多请用文件导入。"),
        Refused::TooLarge { corners, limit } => {
            return format!("网格有 {corners} 个顶点，浏览器中最多绘制 {limit} 个。");
        }
        Refused::ChangedMeanwhile => "草稿在另一个窗口中改过。这一页显示的是现在的样子，请再试一次。",
        Refused::NoStep => "没有可以撤销或重做的步骤。",
        Refused::CutMeanwhile => "网格在此期间已被重新划分。草稿已保留，请先转到现行网格。",
        Refused::BothChange { codes } => {
            return format!("这些网格在草稿和现行网格中都改过：{codes}。草稿已保留。");
        }
        Refused::NothingChanged => "与现有网格相同，没有可生效的改动。",
        Refused::HasFaults { count } => return format!("草稿有 {count} 处错误，改正后才能生效。"),
        Refused::FileFaults { count } => return format!("文件有 {count} 处错误，没有导入任何内容。"),
        Refused::Unreadable { reason } => return format!("文件无法作为网格读取：{reason}"),
        Refused::NoPerson => "没有这个人，或不在本区工作。",
        Refused::AssignedAlready => "此人在这段时间已担任该网格的同一职责。",
        Refused::Backwards => "结束日期必须晚于起始日期。",
        Refused::Field { .. } | Refused::AtLine { .. } => return refused.to_string(),
    };
    words.to_owned()
}
