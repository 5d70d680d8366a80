use super::Mapping;

const GOOD: &str = "[columns]\nexternal_id = 'id'\nreceived_at = 'at'\n[constants]\nsource = 'public'\n";

fn error(text: &str) -> String {
    Mapping::parse("my.toml", text).unwrap_err().to_string()
}

#[test]
fn what_is_wrong_with_a_mapping_is_said_with_its_line() {
    let with = |more: &str| format!("{GOOD}{more}");
    let column = |more: &str| GOOD.replace("received_at", &format!("{more}\nreceived_at"));
    let system = |text: &str| {
        let columns = GOOD.replace("[constants]\nsource = 'public'\n", "");
        format!("{columns}[system]\n{text}\n")
    };
    let errors = [
        error("[columns]\nexternal_id = 'id'\n[columns\n"),
        error(&with("[colums]\nx = 1\n")),
        error(&column("titel = 'x'")),
        error(&column("title = 3")),
        error(&column("title = { colum = 'x' }")),
        error(&column("title = ' '")),
        error(&column("department = { name = 'x' }")),
        error(&column("lng = 'x'")),
        error(&column("source = 'channel'")),
        error(&column("closed = 'status'\nverdict = { on_time = 'x' }")),
        error("[columns]\nexternal_id = 'id'\nreceived_at = 'at'\n"),
        error("[columns]\nexternal_id = 'id'\n"),
        error("[columns]\nreceived_at = 'at'\n"),
        error(&with("tier = 'secret'\n")),
        error(&with("rounding = 'month'\n")),
        error(&with("[values.closed]\ndone = true\n")),
        error(
            &GOOD
                .replace("received_at", "closed = 'c'\nreceived_at")
                .replace("[constants]", "[values.closed]\ndone = 'perhaps'\n[constants]"),
        ),
        error(&GOOD.replace("'public'", "'fax'")),
        error(&with("[defaults]\nsource = '110'\n")),
        error(&with("[formats]\ntime = ['%Y-%m-%d', 'dd.mm.yyyy']\n")),
        error(&with("[formats]\ndecimal = ';'\n")),
        error(&with("[formats]\ncoordinates = 'beijing54'\n")),
        error(&with("[file]\nencoding = 'latin1'\n")),
        error(&with("[file]\ndelimiter = '|'\n")),
        error(&with("[file]\nsheet = 0\n")),
        error(&with("[file]\nheader_row = 0\n")),
        error(&with(
            "[region]\nname = 'x'\ntime_zone = 'Asia/Huangyan'\nlocale = 'en'\nscheme = 'h3'\n",
        )),
        error(&with(
            "[region]\nname = 'x'\ntime_zone = 'Asia/Shanghai'\nlocale = 'de'\nscheme = 'h3'\n",
        )),
        error(&with(
            "[region]\nname = 'x'\ntime_zone = 'Asia/Shanghai'\nlocale = 'en'\nscheme = 'h3'\ncode = 'TOO LONG A CODE'\n",
        )),
        error(&with("[system]\ncode = 'x'\nname = 'X'\nkind = 'public'\n")),
        error(&system("code = 'x'\nname = 'X'\nkind = 'fax'")),
        error(&system("code = 'X y'\nname = 'X'\nkind = 'public'")),
        error(&system("code = '110'\nname = 'X'\nkind = 'public'")),
        error(&system("code = 'x'\nname = ' '\nkind = 'public'")),
    ];
    assert!(errors.iter().all(|error| !error.contains('\n')));
    insta::assert_snapshot!(errors.join("\n"));
}

#[test]
fn the_good_mapping_is_good_with_or_without_a_byte_order_mark() {
    assert!(Mapping::parse("my.toml", GOOD).is_ok());
    assert!(Mapping::parse("my.toml", &format!("\u{feff}{GOOD}")).is_ok());
}

#[test]
fn brackets_that_are_never_closed_are_not_followed_down() {
    let unclosed = format!("{GOOD}[columns]\nversion = {{ column = \"a\", optional = tru\n").repeat(3_000);
    for text in [
        unclosed,
        "a = {".repeat(10_000),
        "a = [".repeat(10_000),
        format!("a{} = 1", ".a".repeat(100_000)),
    ] {
        assert!(!error(&text).contains('\n'));
    }
    let many: String = (0..1000).map(|number| format!("'[{number}]' = true\n")).collect();
    let columns = GOOD.replace("received_at", "closed = 'c'\nreceived_at");
    assert!(Mapping::parse("my.toml", &format!("{columns}[values.closed]\n{many}")).is_ok());
}

const PULL: &str =
    "[pull]\nurl = 'https://example.org/records?size=100'\ncursor = 'since'\nnext = 'page.next'\n";

fn pulled(pull: &str) -> String {
    let columns = GOOD.replace("[constants]\nsource = 'public'\n", "");
    format!("{columns}[system]\ncode = 'x'\nname = 'X'\nkind = 'public'\n{pull}")
}

#[test]
fn what_is_wrong_with_a_pull_is_said_with_its_line() {
    let key = |text: &str| pulled(&format!("{PULL}[pull.key]\n{text}\n"));
    let errors = [
        error(&format!("{GOOD}{PULL}")),
        error(&pulled(&PULL.replace("https:", "ftp:"))),
        error(&pulled(&PULL.replace("'since'", "' '"))),
        error(&pulled(&PULL.replace("'page.next'", "'.'"))),
        error(&pulled(&PULL.replace("next =", "nxt ="))),
        error(&key("header = 'X Y'\nenv = 'KEY'")),
        error(&key("header = 'X-Key'")),
        error(&key("header = 'X-Key'\nenv = 'KEY'\nfile = '/etc/key'")),
        error(&key("header = 'X-Key'\nkey = 'secret'")),
    ];
    assert!(errors.iter().all(|error| !error.contains('\n')));
    insta::assert_snapshot!(errors.join("\n"));
}

#[test]
fn a_pull_says_where_records_and_cursor_are() {
    let text = pulled(&format!(
        "{PULL}records = 'data.items'\n[pull.key]\nheader = 'Authorization'\nbefore = 'Bearer '\nenv = 'KEY'\n"
    ));
    let mapping = Mapping::parse("my.toml", &text).unwrap();
    let pull = mapping.pull().unwrap();
    assert_eq!(
        (&pull.records[..], &pull.next[..]),
        (
            &["data".to_owned(), "items".to_owned()][..],
            &["page".to_owned(), "next".to_owned()][..]
        )
    );
    assert!(pull.first.is_none() && pull.key.is_some());
}

#[test]
fn shipped_regions_are_what_the_region_needs() {
    let regions: Vec<_> = Mapping::shipped()
        .map(|name| {
            let mapping = Mapping::load(name).unwrap();
            format!(
                "{name}: {:?} {:?}",
                mapping.region_code(),
                mapping.region().unwrap()
            )
        })
        .collect();
    insta::assert_snapshot!(regions.join("\n"));
}
