//! Keys of systems, the key of pseudonyms and the watched directory, as processes.

use serde_json::Value;

use crate::support::{Lianqin, fresh_database};

const MAPPING: &str = r#"
[region]
code = "small"
name = "小区"
time_zone = "Asia/Shanghai"
locale = "zh-CN"
scheme = "h3"

[system]
code = "shequ_tong"
name = "社区通"
kind = "public"

[columns]
external_id = "id"
received_at = "at"
reporter = "who"
"#;

async fn lianqin() -> Lianqin {
    let lianqin = Lianqin::on(&fresh_database().await);
    lianqin.write("ninth.toml", MAPPING);
    lianqin.write(
        "list.csv",
        "id,at,who\n1,2026-01-02,wang\n2,2026-01-02,WANG\n3,never,li\n",
    );
    lianqin
}

const WATCH: [&str; 9] = [
    "watch",
    "--once",
    "--every",
    "1",
    "--region",
    "small",
    "--mapping",
    "ninth.toml",
    "inbox",
];

#[tokio::test]
async fn a_directory_is_emptied_of_what_has_stopped_growing_and_a_file_taken_twice_changes_nothing() {
    let lianqin = lianqin().await;
    std::fs::create_dir(lianqin.path("inbox")).expect("a directory");
    let put = |name: &str| std::fs::copy(lianqin.path("list.csv"), lianqin.path(name)).expect("a file");
    put("inbox/a.csv");
    put("inbox/.half.csv");
    lianqin.write("inbox/b.csv", "no,such,columns\n1,2,3\n");
    let ended = lianqin.run(&WATCH);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let read = |name: &str| std::fs::read_to_string(lianqin.path(name)).expect("a file");
    let summary: Value = serde_json::from_str(&read("inbox/done/a.csv.summary.json")).expect("JSON");
    assert_eq!((&summary["new"], &summary["rejected"]), (&2.into(), &1.into()));
    assert!(read("inbox/done/a.csv.rejects.csv").contains("never"));
    assert!(read("inbox/failed/b.csv.error.txt").contains("id"));
    assert!(lianqin.path("inbox/failed/b.csv").exists() && lianqin.path("inbox/.half.csv").exists());
    assert!(!lianqin.path("inbox/a.csv").exists());
    // As if it had been ended by force before the file was moved.
    put("inbox/a.csv");
    lianqin.run(&WATCH);
    let summary: Value = serde_json::from_str(&read("inbox/done/2.a.csv.summary.json")).expect("JSON");
    assert_eq!((&summary["new"], &summary["unchanged"]), (&0.into(), &2.into()));
}

#[tokio::test]
async fn a_key_is_shown_once_listed_without_itself_and_taken_back() {
    let lianqin = lianqin().await;
    let add = [
        "intake-key",
        "add",
        "--region",
        "small",
        "--mapping",
        "ninth.toml",
    ];
    assert!(lianqin.run(&add).complaint(2).contains("small does not exist"));
    lianqin.import("ninth.toml", "small", &lianqin.path("list.csv"));
    let added = lianqin.run(&add).summary();
    assert_eq!(added["system"], "shequ_tong");
    assert!(added["key"].as_str().expect("a key").starts_with("lqi_"));
    let list = ["intake-key", "list", "--region", "small"];
    let listed = lianqin.run(&list);
    assert!(!listed.stdout.contains("lqi_"), "{listed:?}");
    assert_eq!(listed.summary()["revoked_at"], Value::Null);
    let id = added["id"].as_str().expect("an id");
    let revoke = ["intake-key", "revoke", "--region", "small", id];
    assert_eq!(lianqin.run(&revoke).code, Some(0));
    assert!(lianqin.run(&revoke).complaint(2).contains("no such key"));
    assert_ne!(lianqin.run(&list).summary()["revoked_at"], Value::Null);
    let list_without = ["intake-key", "add", "--region", "small", "--mapping", "pingshan"];
    assert!(lianqin.run(&list_without).complaint(2).contains("[system]"));
}

#[tokio::test]
async fn the_key_of_pseudonyms_is_changed_by_a_command() {
    let lianqin = lianqin().await;
    lianqin.import("ninth.toml", "small", &lianqin.path("list.csv"));
    let key = lianqin.path(".lianqin/pseudonym.key");
    let before = std::fs::read_to_string(&key).expect("a key");
    let rotated = lianqin.run(&["pseudonyms", "rotate"]);
    assert_eq!(rotated.code, Some(0), "{rotated:?}");
    assert!(
        rotated
            .stderr
            .contains("1 persons have a new pseudonym, in 2 cases"),
        "{rotated:?}"
    );
    assert_ne!(std::fs::read_to_string(&key).expect("a key"), before);
    assert!(!lianqin.path(".lianqin/pseudonym.key.next").exists());
    // The key is lost: nothing is taken until everybody is renamed.
    std::fs::remove_file(&key).expect("gone");
    lianqin.write("more.csv", "id,at,who\n9,2026-01-03,wang\n");
    let import = [
        "import",
        "--region",
        "small",
        "--mapping",
        "ninth.toml",
        "more.csv",
    ];
    assert!(lianqin.run(&import).complaint(1).contains("pseudonyms rotate"));
    assert_eq!(lianqin.run(&["pseudonyms", "rotate"]).code, Some(0));
    assert_eq!(lianqin.run(&import).code, Some(0));
}
