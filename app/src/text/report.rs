//! Words of a resident's report.

use domain::Lang;

texts! {
    nav = "我要反映", "Report";
    title = "反映问题", "Report a problem";
    lead = "不用注册。先说是什么、在哪里；下一步看看是不是已经有人反映过。", "No account needed. First say what and where; then see whether somebody has reported it already.";
    kind = "是什么问题", "What is it about?";
    other_of(name: &str) = "{name}（其他）", "{name} (other)";
    choose = "请选择", "Choose";
    words = "说说情况", "What has happened?";
    words_hint = "只有办理人员看得到，不会公开。请不要写他人的姓名和电话。", "Seen by those who handle it, never published. Please leave out names and numbers of others.";
    where_title = "在哪里", "Where is it?";
    where_hint = "在地图上点一下，或用下面任何一种方式说明地点。公开的只是附近的一个固定点。", "Tap the map, or say it in any way below. What is published is a fixed point nearby.";
    map_label = "点选地点的地图", "Map on which to point at the place";
    map_picture = "点一下图上的位置", "Point at the place";
    here = "用我现在的位置", "Where I am now";
    here_found = "已填入现在的位置", "Your position is filled in";
    here_failed = "没能取得位置", "Your position could not be found";
    lng = "经度", "Longitude";
    lat = "纬度", "Latitude";
    address = "地址或明显的参照物", "Address, or what stands near by";
    township = "镇街", "Township";
    any = "不清楚", "Not sure";
    next = "下一步", "Next";
    check_title = "核对并提交", "Check and send";
    check_lead = "还差最后一步。", "One more step.";
    alike_title = "是不是这些里面的一件？", "Is it one of these?";
    alike_lead = "附近有尚未办结的同类问题。如果就是它，打开就能看到进展，不用再报一遍。", "These are open and close by. If it is one of them, open it and see how it moves: no need to report it again.";
    alike_none = "附近没有发现同类的未办结问题。", "Nothing like it is open near by.";
    alike_no = "都不是，继续提交", "None of these: send mine";
    metres(metres: u32) = "相距约 {metres} 米", "about {metres} m away";
    received(time: &str) = "{time} 收到", "received {time}";
    said = "您说的是", "What you say";
    at(lng: &str, lat: &str) = "地图上 {lng}, {lat}", "on the map at {lng}, {lat}";
    change = "返回修改", "Change it";
    photo = "照片（可以不加）", "A photo (optional)";
    photo_hint = "拍摄地点等信息会先去掉。只有办理人员看得到。", "Where it was taken and the like is removed. Seen by those who handle it.";
    contact_title = "需要时怎么联系您（可以不填）", "How to reach you (optional)";
    contact_name = "怎么称呼您", "Your name";
    contact = "电话或邮箱", "Telephone or mail";
    contact_hint = "只给办理这件事的人看，结案半年后删除。", "Seen by those who handle this case, deleted half a year after it is closed.";
    send = "提交", "Send";
    done_title = "收到了", "We have it";
    done_lead = "记下这个编号，或者保存二维码：随时可以看到办到哪一步、谁在办、什么时候到期。", "Keep this code, or save the QR code: it shows at any time who has it, how far it is, and when it is due.";
    done_unlisted = "这类问题不逐件公开。请记下编号，到联勤工作站报编号就能查询。", "This kind is not shown case by case. Keep the code: any station will look it up for you.";
    code = "编号", "Code";
    follow = "查看进展", "See how it moves";
    soon = "刚刚提交的，公开页面一两秒后就能打开。", "Just sent: the public page opens in a second or two.";
    photos(count: usize) = "已附照片 {count} 张。", "{count} photo(s) added.";
    photo_refused = "案件已经收到，但照片没有加上：只接受 JPEG、PNG、WebP 图片和 PDF，每个不超过 10 MB。可以在这里再试一次。", "We have your report, but not the photo: JPEG, PNG and WebP pictures and PDF only, up to 10 MB. You can try again here.";
    add_photo = "再加一张照片", "Add another photo";
    add = "添加", "Add";
    another = "反映另一件", "Report something else";
    no_receipt = "没有找到这张回执。", "There is no such receipt.";
    too_many_title = "提交得太频繁了", "Sent too often";
    too_many(minutes: u32) = "为了防止滥用，请约 {minutes} 分钟后再提交。紧急情况请拨打 110。", "To keep abuse out, please send again in about {minutes} minutes. In an emergency call 110.";
    urgent = "正在发生的危险和警情，请直接拨打 110。", "If somebody is in danger now, call 110.";

    fault_category = "请选择是什么问题。", "Choose what it is about.";
    fault_place = "请说明地点：在地图上点一下，或填地址、选镇街。坐标要写完整。", "Say where it is: point at the map, give an address or a township. Coordinates come in pairs.";
    fault_narrative = "最多 4,000 个字。", "At most 4,000 characters.";
    fault_address = "地址太长，或有不能保存的字符。", "The address is too long, or cannot be stored.";
    fault_township = "请从列表中选择镇街。", "Choose a township from the list.";
    fault_contact = "请填写电话号码或邮箱地址；不想留就都空着。", "A telephone number or a mail address; leave both empty if you prefer.";
    fault_contact_name = "最多 80 个字。", "At most 80 characters.";
    fault_file = "只接受 JPEG、PNG、WebP 图片和 PDF，每个不超过 10 MB，最多 5 个。", "JPEG, PNG and WebP pictures and PDF only, up to 10 MB each, five at most.";
    fault_other = "有一处没有填对，请检查后再提交。", "Something is not valid. Please check and send again.";
    fault_unavailable = "暂时无法提交，内容还在，请稍后再点一次。", "This cannot be sent at the moment. What you wrote is still here: try again soon.";
}

/// What is wrong with a field.
#[must_use]
pub(crate) fn fault(lang: Lang, field: &str) -> &'static str {
    match field {
        "category" => fault_category(lang),
        "place" => fault_place(lang),
        "narrative" => fault_narrative(lang),
        "address" => fault_address(lang),
        "township" => fault_township(lang),
        "contact" => fault_contact(lang),
        "contact_name" => fault_contact_name(lang),
        "file" => fault_file(lang),
        _ => fault_other(lang),
    }
}
