//! Words of the wall screen.

texts! {
    title = "联勤共治实时态势", "Joint governance, live";
    lost = "连接中断，正在自动重连，画面暂停于", "Connection lost, paused since";
    behind = "整改情况", "To put right";
    behind_note = "按超期未结排列", "By overdue cases";
    behind_caption(period: &str) = "各部门的整改情况：现在超期未结的、今天办结的，以及{period}受理的案件中返工或重办的。", "What each department has to put right: overdue now, closed today, and, of the cases received in the {period}, reworked or reopened.";
    closed_today = "今日办结", "Closed today";
    reworked = "返工重办", "Redone";
    nothing_behind = "没有需要整改的案件。", "There is nothing to put right.";
}
