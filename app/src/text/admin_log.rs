//! Words of the log of administration.

use domain::Lang;
use domain::admin_log::{LogDeed, LogKind};

texts! {
    title = "管理日志", "Log of administration";
    lead = "谁、何时、改了什么。日志只增不改，永久保留。", "Who changed what, and when. It is kept for ever, and nothing in it can be rewritten.";
    kinds = "类型", "Kinds";
    every_kind = "全部", "Everything";
    none = "没有记录。", "Nothing was done.";
    when = "时间", "When";
    who = "操作人", "Who";
    what = "操作", "What";
    subject = "对象", "To what";
    changed = "改动", "Changed";
    by_command = "命令行", "a command";
    changes(n: usize) = "{n} 项", "fields: {n}";
    was_none = "（无）", "(none)";
    older = "更早的", "Older";
    newest = "回到最新", "Back to the newest";
}

fn pick(lang: Lang, (zh, en): (&'static str, &'static str)) -> &'static str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// What things were done to.
#[must_use]
pub(crate) fn kind(lang: Lang, kind: LogKind) -> &'static str {
    pick(
        lang,
        match kind {
            LogKind::People => ("人员", "People"),
            LogKind::Stations => ("工作站", "Stations"),
            LogKind::Departments => ("单位", "Departments"),
            LogKind::Categories => ("事项类别", "Kinds of matter"),
            LogKind::Limits => ("时限", "Limits"),
            LogKind::Calendars => ("工作日历", "Calendars"),
            LogKind::Weights => ("综合分权重", "Weights"),
            LogKind::DefaultLeads => ("默认牵头", "Default leads"),
            LogKind::Quarantine => ("隔离区", "Quarantine"),
            LogKind::Lists => ("清单导入", "Lists"),
            LogKind::Elements => ("网格要素", "Elements of the grid"),
            LogKind::Grid => ("网格", "Grid"),
        },
    )
}

/// What was done.
#[must_use]
pub(crate) fn deed(lang: Lang, deed: LogDeed) -> &'static str {
    pick(
        lang,
        match deed {
            LogDeed::PersonAdd => ("新增人员", "account made"),
            LogDeed::PersonClose => ("停用账号", "account closed"),
            LogDeed::PersonOpen => ("启用账号", "account opened"),
            LogDeed::PasswordReset => ("重置密码", "password reset"),
            LogDeed::RoleGive => ("授予角色", "role given"),
            LogDeed::RoleTake => ("收回角色", "role taken"),
            LogDeed::DepartmentCreate => ("新增单位", "department added"),
            LogDeed::DepartmentChange => ("修改单位", "department changed"),
            LogDeed::DepartmentMerge => ("并入其他单位", "department merged"),
            LogDeed::CategoryCreate => ("新增类别", "kind added"),
            LogDeed::CategoryChange => ("修改类别", "kind changed"),
            LogDeed::RowMend => ("修改后收入数据行", "row mended and taken"),
            LogDeed::RowDiscard => ("作废数据行", "row discarded"),
            LogDeed::MappingSave => ("保存导入映射", "mapping saved"),
            LogDeed::ListImport => ("导入清单", "list imported"),
            LogDeed::ElementKindAdd => ("新增要素类型", "kind of element added"),
            LogDeed::ElementKindChange => ("修改要素类型", "kind of element changed"),
            LogDeed::ElementAdd => ("新增要素", "element added"),
            LogDeed::ElementChange => ("修改要素", "element changed"),
            LogDeed::ElementRetire => ("停用要素", "element retired"),
            LogDeed::ElementRestore => ("恢复使用要素", "element used again"),
            LogDeed::ElementImport => ("导入要素", "elements imported"),
            LogDeed::GridRecut => ("重新划分网格", "grid cut anew"),
            LogDeed::GridRename => ("修改网格名称、类型或归属", "cells renamed"),
            LogDeed::GridOutlines => ("导入街镇边界", "outlines of townships imported"),
            LogDeed::GridStaffAssign => ("安排网格人员", "person assigned to a cell"),
            LogDeed::GridStaffEnd => ("结束网格人员安排", "assignment to a cell ended"),
            LogDeed::LimitAdd => ("新增时限", "limit added"),
            LogDeed::DefaultLeadAdd => ("新增默认牵头", "default lead added"),
            LogDeed::WeightSetAdd => ("新增权重", "weights added"),
            LogDeed::CalendarPutDay => ("设置日期", "day set"),
            LogDeed::CalendarRemoveDay => ("删除日期", "day removed"),
            LogDeed::CalendarPutYear => ("导入年份", "year imported"),
            LogDeed::CalendarAnnounce => ("标记年份是否已公布", "year marked as announced or not"),
            LogDeed::CalendarHours => ("调整作息时间", "working hours changed"),
            LogDeed::StationFile => ("报备工作站", "station filed"),
            LogDeed::StationChange => ("修改工作站", "station changed"),
            LogDeed::StationApprove => ("工作站审核通过", "station approved"),
            LogDeed::StationRefuse => ("工作站审核未通过", "station refused"),
            LogDeed::StationMoveIn => ("工作站进驻", "station moved in"),
            LogDeed::StationLeave => ("工作站撤出", "station left"),
            LogDeed::StationRoster => ("调整值班表", "roster changed"),
            LogDeed::StationUnitFile => ("报备进驻单位", "unit of a station filed"),
            LogDeed::StationUnitApprove => ("进驻单位审核通过", "unit of a station approved"),
            LogDeed::StationUnitRefuse => ("进驻单位审核未通过", "unit of a station refused"),
            LogDeed::StationUnitMoveIn => ("单位进驻", "unit moved in"),
            LogDeed::StationUnitLeave => ("单位撤出", "unit left"),
        },
    )
}
