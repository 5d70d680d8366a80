use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use desk::{Attachments, DeskError, GivenFile, MAX_FILE_BYTES, Whose};
use domain::Lang;
use domain::case::{Refusal, Role, State};
use domain::desk::FileKind;
use image::{DynamicImage, GenericImageView, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use sqlx::PgPool;
use store::attachments::{Added, NewAttachment, Quota};
use tempfile::TempDir;
use tokio::io::AsyncReadExt;
use uuid::Uuid;

use crate::support::{World, invalid_field, is_not_found};

fn given(name: &str, bytes: Vec<u8>) -> GivenFile {
    GivenFile {
        name: name.to_owned(),
        bytes,
        event_seq: None,
    }
}

/// A picture 40 wide and 20 high whose left half is red.
fn picture() -> RgbImage {
    RgbImage::from_fn(40, 20, |x, _| {
        if x < 20 {
            Rgb([250, 0, 0])
        } else {
            Rgb([0, 0, 250])
        }
    })
}

fn encoded(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut out = std::io::Cursor::new(Vec::new());
    picture.into().write_to(&mut out, format).expect("encoded");
    out.into_inner()
}

/// A JPEG whose EXIF says that the camera lay on its side, and where it was.
fn jpeg_with_position() -> Vec<u8> {
    let entry = |tag: u16, kind: u16, count: u32, value: [u8; 4]| {
        let mut bytes = Vec::new();
        bytes.extend(tag.to_be_bytes());
        bytes.extend(kind.to_be_bytes());
        bytes.extend(count.to_be_bytes());
        bytes.extend(value);
        bytes
    };
    let mut tiff = b"MM\0*\0\0\0\x08".to_vec();
    // The first directory, at 8: two entries, and no second directory.
    tiff.extend(2_u16.to_be_bytes());
    tiff.extend(entry(0x0112, 3, 1, [0, 6, 0, 0]));
    tiff.extend(entry(0x8825, 4, 1, 38_u32.to_be_bytes()));
    tiff.extend(0_u32.to_be_bytes());
    // GPS, at 38: which hemisphere, and where 28° 38′ 24″ stands.
    tiff.extend(2_u16.to_be_bytes());
    tiff.extend(entry(1, 2, 2, *b"N\0\0\0"));
    tiff.extend(entry(2, 5, 3, 68_u32.to_be_bytes()));
    tiff.extend(0_u32.to_be_bytes());
    for (numerator, denominator) in [(28_u32, 1_u32), (38, 1), (24, 1)] {
        tiff.extend(numerator.to_be_bytes());
        tiff.extend(denominator.to_be_bytes());
    }
    tiff.extend(b"SECRET-CAMERA");
    let mut segment = b"\xff\xe1".to_vec();
    segment.extend(u16::try_from(tiff.len() + 8).expect("short").to_be_bytes());
    segment.extend(b"Exif\0\0");
    segment.extend(tiff);
    let plain = encoded(picture(), ImageFormat::Jpeg);
    [&plain[..2], &segment, &plain[2..]].concat()
}

/// A PNG of this size in its header, with hardly any bytes behind it.
fn png_bomb(width: u32, height: u32) -> Vec<u8> {
    let chunk = |kind: &[u8], data: &[u8]| {
        let mut crc = flate2::Crc::new();
        crc.update(kind);
        crc.update(data);
        let length = u32::try_from(data.len()).expect("short");
        [&length.to_be_bytes()[..], kind, data, &crc.sum().to_be_bytes()].concat()
    };
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 6, 0, 0, 0]].concat();
    let mut deflated = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    deflated.write_all(&vec![0; 1_000_000]).expect("deflated");
    [
        &b"\x89PNG\r\n\x1a\n"[..],
        &chunk(b"IHDR", &header),
        &chunk(b"IDAT", &deflated.finish().expect("deflated")),
        &chunk(b"IEND", b""),
    ]
    .concat()
}

fn keeper(world: &World) -> (Attachments, TempDir) {
    let dir = tempfile::tempdir().expect("a directory");
    (
        Attachments::new(world.desk.clone(), dir.path().join("attachments")),
        dir,
    )
}

/// Every file under a directory.
fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).into_iter().flatten().flatten() {
        if entry.path().is_dir() {
            found.extend(files(&entry.path()));
        } else {
            found.push(entry.path());
        }
    }
    found
}

async fn bytes_of(keeper: &Attachments, whose: Whose<'_>, id: &str) -> Vec<u8> {
    let id = Uuid::parse_str(id).expect("an id");
    let mut opened = keeper.open(whose, id).await.expect("opened");
    let mut bytes = Vec::new();
    opened.file.read_to_end(&mut bytes).await.expect("read");
    assert_eq!(bytes.len() as u64, opened.info.bytes);
    bytes
}

#[sqlx::test(migrations = false)]
async fn a_photo_loses_its_position_and_stands_upright(pool: PgPool) {
    let world = World::new(pool).await;
    let case = world.case(State::InProgress).await;
    let (keeper, _dir) = keeper(&world);
    let caller = world.caller(Role::Handler, Some("lead"));
    let whose = Whose::Colleague(&caller, &case.code);
    let sent = jpeg_with_position();
    let contains = |bytes: &[u8], text: &[u8]| bytes.windows(text.len()).any(|part| part == text);
    assert!(contains(&sent, b"Exif") && contains(&sent, b"SECRET-CAMERA"));
    let info = keeper.add(whose, given("现场.jpeg", sent)).await.expect("added");
    assert_eq!((info.kind, info.file_name.as_str()), (FileKind::Jpeg, "现场.jpg"));
    let kept = bytes_of(&keeper, whose, &info.attachment_id).await;
    assert!(!contains(&kept, b"Exif") && !contains(&kept, b"SECRET-CAMERA"));
    let picture = image::load_from_memory(&kept).expect("a picture");
    assert_eq!(picture.dimensions(), (20, 40), "turned by a quarter");
    assert!(
        picture.get_pixel(10, 5)[0] > 200,
        "what was left is up: {:?}",
        picture.get_pixel(10, 5)
    );
}

#[sqlx::test(migrations = false)]
async fn files_lie_by_their_content_outside_of_everything_that_is_served(pool: PgPool) {
    let world = World::new(pool).await;
    let case = world.case(State::InProgress).await;
    let (keeper, dir) = keeper(&world);
    let caller = world.caller(Role::Supervisor, None);
    let whose = Whose::Colleague(&caller, &case.code);
    let pdf = b"%PDF-1.7 an opinion".to_vec();
    let first = keeper
        .add(whose, given("a.pdf", pdf.clone()))
        .await
        .expect("added");
    let again = keeper
        .add(whose, given("b.pdf", pdf.clone()))
        .await
        .expect("known");
    assert_eq!(first, again, "the same content twice is one file");
    assert_eq!(bytes_of(&keeper, whose, &first.attachment_id).await, pdf);
    let found = files(dir.path());
    let [file] = found.as_slice() else {
        panic!("{found:?}");
    };
    let name = file.file_name().and_then(|name| name.to_str()).expect("a name");
    assert_eq!(
        (
            name.len(),
            file.parent().and_then(Path::file_name).map(|dir| dir.len())
        ),
        (62, Some(2))
    );
    let mode =
        std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(file).expect("a file").permissions());
    assert_eq!(mode & 0o077, 0, "nobody else on the machine reads it");
}

#[sqlx::test(migrations = false)]
async fn what_is_no_picture_or_pdf_or_too_large_is_refused_and_leaves_nothing(pool: PgPool) {
    let world = World::new(pool).await;
    let case = world.case(State::InProgress).await;
    let (keeper, dir) = keeper(&world);
    let caller = world.caller(Role::Supervisor, None);
    let whose = Whose::Colleague(&caller, &case.code);
    let mut large = b"%PDF-1.7".to_vec();
    large.resize(MAX_FILE_BYTES + 1, 0);
    let truncated = encoded(picture(), ImageFormat::Png)[..60].to_vec();
    for (name, bytes) in [
        ("empty.jpg", Vec::new()),
        ("page.jpg", b"<html><script>alert(1)</script></html>".to_vec()),
        (
            "drawing.svg",
            b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(),
        ),
        ("program.png", b"MZ\x90\0".to_vec()),
        ("large.pdf", large),
        ("truncated.png", truncated),
        ("wide.png", png_bomb(60_000, 1)),
        ("bomb.png", png_bomb(16_000, 16_000)),
        ("huge.png", png_bomb(u32::MAX >> 1, u32::MAX >> 1)),
    ] {
        let answer = keeper.add(whose, given(name, bytes)).await;
        assert_eq!(invalid_field(&answer), Some("file"), "{name}: {answer:?}");
    }
    assert_eq!(files(dir.path()), Vec::<PathBuf>::new());
    assert_eq!(world.one::<i64>("select count(*) from core.attachments").await, 0);
}

#[sqlx::test(migrations = false)]
async fn webp_becomes_what_every_browser_and_printer_shows(pool: PgPool) {
    let world = World::new(pool).await;
    let case = world.case(State::InProgress).await;
    let (keeper, _dir) = keeper(&world);
    let caller = world.caller(Role::Supervisor, None);
    let whose = Whose::Colleague(&caller, &case.code);
    let clear = RgbaImage::from_pixel(8, 8, Rgba([1, 2, 3, 100]));
    for (picture, kind) in [
        (encoded(picture(), ImageFormat::WebP), FileKind::Jpeg),
        (encoded(clear, ImageFormat::WebP), FileKind::Png),
        (
            encoded(DynamicImage::from(picture()).to_luma8(), ImageFormat::Jpeg),
            FileKind::Jpeg,
        ),
    ] {
        let info = keeper.add(whose, given("x.webp", picture)).await.expect("added");
        assert_eq!(info.kind, kind);
        let kept = bytes_of(&keeper, whose, &info.attachment_id).await;
        assert_eq!(FileKind::sniff(&kept), Some(kind));
    }
}

#[sqlx::test(migrations = false)]
async fn a_file_is_opened_by_who_may_see_its_case_and_under_its_case_only(pool: PgPool) {
    let world = World::new(pool).await;
    let (case, other) = (
        world.case(State::InProgress).await,
        world.case(State::InProgress).await,
    );
    let (keeper, _dir) = keeper(&world);
    let caller = world.caller(Role::Supervisor, None);
    let info = keeper
        .add(
            Whose::Colleague(&caller, &case.code),
            given("a.pdf", b"%PDF-1.7".to_vec()),
        )
        .await
        .expect("added");
    let id = Uuid::parse_str(&info.attachment_id).expect("an id");
    let stranger = world.caller(Role::Handler, Some("elsewhere"));
    let (guest, foreign) = (world.guest(&case).await, world.guest(&other).await);
    for whose in [
        Whose::Colleague(&stranger, &case.code),
        Whose::Colleague(&caller, &other.code),
        Whose::Guest(&guest),
        Whose::Guest(&foreign),
    ] {
        assert!(is_not_found(&keeper.open(whose, id).await), "{whose:?}");
    }
    assert!(is_not_found(
        &keeper.list(Whose::Colleague(&stranger, &case.code)).await
    ));
    assert_eq!(
        keeper.list(Whose::Guest(&guest)).await.expect("a list"),
        Vec::new(),
        "a guest sees their own files"
    );
}

#[sqlx::test(migrations = false)]
async fn who_may_comment_may_add_and_nobody_after_archiving(pool: PgPool) {
    let world = World::new(pool).await;
    let (open, archived) = (
        world.case(State::InProgress).await,
        world.case(State::Archived).await,
    );
    let (keeper, _dir) = keeper(&world);
    let pdf = || given("a.pdf", b"%PDF-1.7".to_vec());
    let officer = world.caller(Role::PrivacyOfficer, None);
    let answer = keeper.add(Whose::Colleague(&officer, &open.code), pdf()).await;
    assert!(
        matches!(answer, Err(DeskError::Refused(Refusal::WrongRole { .. }))),
        "{answer:?}"
    );
    let caller = world.caller(Role::Supervisor, None);
    let answer = keeper.add(Whose::Colleague(&caller, &archived.code), pdf()).await;
    assert!(
        matches!(answer, Err(DeskError::Refused(Refusal::WrongState { .. }))),
        "{answer:?}"
    );
    let guest = world.guest(&open).await;
    let info = keeper.add(Whose::Guest(&guest), pdf()).await.expect("added");
    assert_eq!(info.added_by, guest.actor().id);
    let sheet = world.desk.guest_sheet(&guest, Lang::Zh).await.expect("a sheet");
    assert_eq!(sheet.attachments, [info]);
}

/// A file of these bytes, of this case.
fn new(case: &crate::support::Case, sha256: [u8; 32]) -> NewAttachment {
    NewAttachment {
        case_id: case.id,
        attachment_id: Uuid::new_v4(),
        sha256,
        kind: FileKind::Pdf,
        bytes: 8,
        file_name: "a.pdf".to_owned(),
        added_by: "person".to_owned(),
        event_seq: None,
    }
}

#[sqlx::test(migrations = false)]
async fn a_crash_between_file_and_commit_leaves_an_orphan_and_no_row_and_the_orphan_is_swept(pool: PgPool) {
    let world = World::new(pool).await;
    let case = world.case(State::InProgress).await;
    let (keeper, dir) = keeper(&world);
    let caller = world.caller(Role::Supervisor, None);
    let kept = keeper
        .add(
            Whose::Colleague(&caller, &case.code),
            given("a.pdf", b"%PDF-1.7 kept".to_vec()),
        )
        .await
        .expect("added");
    let sha256 = [0xab; 32];
    let place = dir.path().join("attachments/ab");
    let orphan = place.join(&hex::encode(sha256)[2..]);
    let quota = Quota {
        files: 10,
        bytes: 1_000,
    };
    let now = chrono::Utc::now();
    let file = new(&case, sha256);
    // The process ends when the file is in its place and nothing is committed: the future is dropped there.
    let keep = async {
        std::fs::create_dir_all(&place).expect("a directory");
        std::fs::write(&orphan, b"%PDF-1.7").expect("a file");
        std::future::pending::<std::io::Result<()>>().await
    };
    let adding = store::attachments::add(&world.db, &world.region, &file, quota, keep, now);
    assert!(
        tokio::time::timeout(Duration::from_millis(500), adding)
            .await
            .is_err()
    );
    assert_eq!(world.one::<i64>("select count(*) from core.attachments").await, 1);
    assert!(orphan.is_file());
    assert_eq!(
        keeper.sweep(Duration::from_secs(3600)).await.expect("swept"),
        0,
        "too young"
    );
    assert!(orphan.is_file());
    assert_eq!(keeper.sweep(Duration::ZERO).await.expect("swept"), 1);
    assert!(!orphan.is_file());
    assert_eq!(
        bytes_of(
            &keeper,
            Whose::Colleague(&caller, &case.code),
            &kept.attachment_id
        )
        .await,
        b"%PDF-1.7 kept",
        "what belongs to a case stays"
    );
}

#[sqlx::test(migrations = false)]
async fn a_file_that_cannot_be_kept_has_no_row(pool: PgPool) {
    let world = World::new(pool).await;
    let case = world.case(State::InProgress).await;
    let quota = Quota {
        files: 10,
        bytes: 1_000,
    };
    let full_disk = async { Err(std::io::Error::from(std::io::ErrorKind::StorageFull)) };
    let answer = store::attachments::add(
        &world.db,
        &world.region,
        &new(&case, [1; 32]),
        quota,
        full_disk,
        chrono::Utc::now(),
    )
    .await
    .expect("an answer");
    assert!(matches!(answer, Added::NotKept(_)));
    assert_eq!(world.one::<i64>("select count(*) from core.attachments").await, 0);
}

#[sqlx::test(migrations = false)]
async fn a_case_holds_no_more_than_its_quota_however_many_add_at_once(pool: PgPool) {
    let world = World::new(pool).await;
    let case = world.case(State::InProgress).await;
    let quota = Quota {
        files: 3,
        bytes: 1_000,
    };
    let now = chrono::Utc::now();
    let adding = (0..6_u8).map(|number| {
        let (db, region, file) = (world.db.clone(), world.region.clone(), new(&case, [number; 32]));
        tokio::spawn(async move {
            store::attachments::add(&db, &region, &file, quota, async { Ok(()) }, now).await
        })
    });
    let mut full = 0;
    for answer in adding.collect::<Vec<_>>() {
        full += u8::from(matches!(answer.await.expect("no panic"), Ok(Added::Full)));
    }
    assert_eq!(full, 3);
    let heavy = NewAttachment {
        bytes: 1_001,
        ..new(&case, [9; 32])
    };
    let roomy = Quota {
        files: 100,
        bytes: 1_000,
    };
    let answer =
        store::attachments::add(&world.db, &world.region, &heavy, roomy, async { Ok(()) }, now).await;
    assert!(matches!(answer, Ok(Added::Full)));
    let elsewhere = domain::RegionCode::parse("999002").expect("a region");
    crate::support::make_region(&world.db, &elsewhere).await;
    let answer = store::attachments::add(
        &world.db,
        &elsewhere,
        &new(&case, [8; 32]),
        roomy,
        async { Ok(()) },
        now,
    )
    .await;
    assert!(matches!(answer, Ok(Added::NoCase)), "another region's case");
}
