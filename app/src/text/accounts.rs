//! Words of the staff side's frame and of accounts.

texts! {
    workbench = "工作台", "Workbench";
    new_case = "新建", "New case";
    admin = "管理", "Admin";
    public_side = "公开页面", "Public pages";

    sign_in = "登录", "Sign in";
    sign_in_lead = "供联勤单位的工作人员使用。群众查询案件不需要账号。", "For staff of the joint-service network. Residents need no account to follow a case.";
    sign_in_with(label: &str) = "使用{label}登录", "Sign in with {label}";
    sign_out = "退出", "Sign out";
    sign_out_everywhere = "退出所有设备", "Sign out everywhere";
    signed_out = "请先登录。", "Sign in first.";
    login = "登录名", "Login";
    password = "密码", "Password";
    demo_title = "这是示范区，以下账号供试用", "This is a made-up district: try it with any of these accounts";
    demo_text = "所有账号的密码都是：", "All of them have the password";

    change_password = "修改密码", "Change password";
    password_lead = "修改后，其他设备上的登录会全部失效。", "Everywhere else you will be signed out.";
    must_change = "您使用的是初始密码。设置自己的密码后才能继续。", "You signed in with a first password. Choose one of your own to go on.";
    password_rule = "10 到 128 个字符，不含登录名，不用常见密码。一句只有您知道的话最好。", "10 to 128 characters, without your login, nothing common. A sentence only you know is best.";
    old_password = "当前密码", "Current password";
    new_password = "新密码", "New password";
    again = "再输入一次新密码", "New password again";
    save = "保存", "Save";

    account = "我的账号", "My account";
    name = "姓名", "Name";
    name_en = "英文姓名（可不填）", "English name (optional)";
    email = "电子邮箱", "E-mail";
    phone = "电话", "Telephone";
    roles = "角色", "Roles";
    role = "角色", "Role";
    region = "行政区", "Region";
    department = "单位", "Department";
    station = "工作站", "Station";
    none = "（无）", "(none)";

    tokens = "接口令牌", "API tokens";
    tokens_lead = "程序凭令牌以您的身份调用 /api/v1/staff/。令牌只显示一次，请像密码一样保管。", "With a token, a program acts as you under /api/v1/staff/. It is shown once; keep it like a password.";
    token_made = "新令牌，只显示这一次：", "Your new token, shown this once:";
    token_name = "用途", "What it is for";
    every_region = "我的全部行政区", "Every region of mine";
    last_used = "最近使用", "Last used";
    holds_until = "有效期至", "Holds until";
    days = "有效天数", "Days it holds";
    make_token = "新建令牌", "Make a token";
    take_back = "收回", "Take back";
    never = "从未", "never";

    refused = "无权访问", "Not allowed";
    forbidden = "您的角色没有这项权限。", "None of your roles gives the right to do this.";
    work_in(region: &str) = "到{region}工作", "Work in {region}";

    people = "人员与角色", "People and roles";
    people_lead = "谁能以什么角色在本区工作。每一次变更都有记录，任何人不能改自己的角色。", "Who works here, and as what. Every change is logged, and nobody changes their own roles.";
    people_search = "登录名、姓名、邮箱", "Login, name or e-mail";
    search = "查找", "Find";
    no_people = "没有符合条件的人员。", "Nobody matches.";
    more_people = "下一页", "Next page";
    add_person = "新增人员", "Add a person";
    add = "新增", "Add";
    give_role = "授予角色", "Give a role";
    give = "授予", "Give";
    give_hint = "已有账号的人，包括其他行政区的，可以凭登录名加入本区。", "Whoever has an account, in another region too, can be given a role here by login.";
    take_role = "收回角色", "Take away";
    reset_password = "重置密码", "Reset password";
    close_account = "停用", "Close";
    open_account = "启用", "Open again";
    is_closed = "已停用", "Closed";
    is_you = "本人", "You";
    is_elsewhere = "兼任其他行政区", "Also elsewhere";
    waits_for_password = "待改初始密码", "First password";
    password_made(login: &str) = "{login} 的初始密码，只显示这一次，首次登录必须修改：", "First password of {login}, shown this once, to be changed at first sign-in:";
    choose = "请选择", "Choose";
}
