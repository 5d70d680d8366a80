//! Files of cases.

use reqwest::{Method, multipart};
use serde_json::json;
use uuid::Uuid;

use super::office::{ACCEPTOR, Office, POLICE, STATION};
use crate::support::problem;

#[tokio::test]
async fn a_file_goes_in_and_comes_out_and_what_is_none_is_refused() {
    let office = Office::new(&[STATION, ACCEPTOR, POLICE]).await;
    let code = office.open("debt").await;
    let (at, path) = ("/cases/{code}/files", format!("/cases/{code}/files"));
    let before = office.world.written().await;
    let upload = async |who: &str, part: &'static str, bytes: Vec<u8>| {
        let file = multipart::Part::bytes(bytes).file_name("现场.png");
        let form = multipart::Form::new().part(part, file);
        let request = office.request(who, Method::POST, &path).multipart(form);
        request.send().await.expect("an answer")
    };
    let mut png = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(3, 2)
        .write_to(&mut png, image::ImageFormat::Png)
        .expect("encoded");
    let png = png.into_inner();
    for (part, bytes) in [
        ("file", b"<html>".to_vec()),
        ("file", Vec::new()),
        ("photo", png.clone()),
    ] {
        let answer = upload(STATION, part, bytes).await;
        office.refused(at, 400, Some("file"), answer, &before).await;
    }
    let large = [b"%PDF-1.7".to_vec(), vec![0; desk::MAX_FILE_BYTES]].concat();
    let answer = upload(STATION, "file", large).await;
    office.refused(at, 400, Some("file"), answer, &before).await;
    // So large that nobody looks at it.
    let answer = upload(STATION, "file", vec![0; desk::MAX_FILE_BYTES + (1 << 20)]).await;
    office.refused(at, 413, None, answer, &before).await;
    let answer = office.post(STATION, &path, "{}").await;
    office.refused(at, 415, None, answer, &before).await;
    let answer = upload(POLICE, "file", png.clone()).await;
    office.refused(at, 404, None, answer, &before).await;

    let answer = upload(STATION, "file", png).await;
    let added = office.described("post", at, 201, answer).await;
    assert_eq!(
        (&added["kind"], &added["file_name"]),
        (&json!("image/png"), &json!("现场.png"))
    );
    let listed = office
        .described("get", at, 200, office.get(STATION, &path).await)
        .await;
    assert_eq!(listed["items"], json!([added]));
    let id = added["attachment_id"].as_str().expect("an id");
    let file = office.get(STATION, &format!("{path}/{id}")).await;
    assert_eq!(file.headers()["content-type"], "image/png");
    assert!(file.bytes().await.expect("bytes").starts_with(b"\x89PNG"));
    let another = office.open("debt").await;
    for wrong in [
        format!("/cases/{another}/files/{id}"),
        format!("{path}/{}", Uuid::new_v4()),
        format!("{path}/none"),
    ] {
        problem(404, office.get(STATION, &wrong).await).await;
    }
    problem(404, office.get(POLICE, &format!("{path}/{id}")).await).await;
    office.server.stop().await;
}
