use chrono::TimeDelta;
use desk::{DeskError, Heard, Said};
use domain::case::{Refusal, State};
use sqlx::PgPool;

use crate::support::{World, ago, hour_ago, invalid_field, is_not_found};

fn says(solved: bool, satisfaction: Option<u8>, seen: u32) -> Said {
    Said {
        solved,
        satisfaction,
        seen,
    }
}

#[sqlx::test(migrations = false)]
async fn a_no_on_a_closed_case_opens_it_again_and_shows_in_public(pool: PgPool) {
    let world = World::new(pool).await;
    let case = world.case(State::Closed).await;
    let voice = world.voice();
    let no = says(false, Some(1), 8);
    assert_eq!(voice.say(&case.public, no).await.expect("heard"), Heard::Reopened);
    world.publish().await;
    let shown: String = world
        .one("select concat_ws(' ', action, to_state, reason) from published.case_events order by seq desc limit 1")
        .await;
    assert_eq!(shown, "reopen reopened citizen_veto");
    assert_eq!(world.one::<i16>("select reworks from core.cases").await, 1);
    assert!(
        !world.one::<bool>("select satisfied from published.tally").await,
        "the level counts"
    );
}

#[sqlx::test(migrations = false)]
async fn one_voice_per_code_and_state_however_often_the_form_is_sent(pool: PgPool) {
    let world = World::new(pool).await;
    let case = world.case(State::Closed).await;
    let voice = world.voice();
    let yes = says(true, Some(5), 8);
    let (one, two) = tokio::join!(voice.say(&case.public, yes), voice.say(&case.public, yes));
    assert_eq!(
        (one.expect("heard"), two.expect("heard")),
        (Heard::Recorded, Heard::Recorded)
    );
    voice
        .say(&case.public, says(false, Some(1), 8))
        .await
        .expect("the same code and version: nothing more happens");
    let again = voice.say(&case.public, says(true, Some(1), 9)).await;
    assert!(
        matches!(
            again,
            Err(DeskError::Refused(Refusal::Invalid { field: "solved", .. }))
        ),
        "{again:?}"
    );
    assert_eq!(
        world
            .one::<String>("select concat_ws(' ', state, version, satisfaction, solved) from core.cases")
            .await,
        "closed 9 5 t"
    );
    let veto = voice.say(&case.public, says(false, None, 9)).await;
    assert_eq!(veto.expect("heard"), Heard::Reopened, "a veto stays possible");
}

#[sqlx::test(migrations = false)]
async fn an_answer_to_what_has_moved_on_is_told_so(pool: PgPool) {
    let world = World::new(pool).await;
    let case = world.case(State::Closed).await;
    let voice = world.voice();
    for seen in [0, 7, 9, u32::MAX] {
        let answer = voice.say(&case.public, says(false, None, seen)).await;
        assert!(
            matches!(answer, Err(DeskError::Conflict { version: 8, .. })),
            "{answer:?}"
        );
    }
}

#[sqlx::test(migrations = false)]
async fn nobody_answers_for_a_case_that_is_not_shown_or_not_that_far(pool: PgPool) {
    let world = World::new(pool).await;
    let voice = world.voice();
    let hidden = world.case_of("home", hour_ago().reach(State::Closed)).await;
    let yes = says(true, None, 8);
    assert!(is_not_found(&voice.say(&hidden.public, yes).await));
    for text in ["", "999001", "999001.x", "村.村"] {
        assert!(is_not_found(&voice.say(text, yes).await), "{text}");
    }
    let open = world.case(State::InProgress).await;
    let answer = voice.say(&open.public, says(true, None, 5)).await;
    assert!(
        matches!(answer, Err(DeskError::Refused(Refusal::WrongState { .. }))),
        "{answer:?}"
    );
    let fed_back = world.case(State::Feedback).await;
    let level = voice.say(&fed_back.public, says(true, Some(6), 6)).await;
    assert!(
        matches!(
            level,
            Err(DeskError::Refused(Refusal::Invalid {
                field: "satisfaction",
                ..
            }))
        ),
        "{level:?}"
    );
    let no = voice.say(&fed_back.public, says(false, Some(2), 6)).await;
    assert_eq!(no.expect("heard"), Heard::Recorded, "not closed: nothing to veto");
}

#[sqlx::test(migrations = false)]
async fn what_was_closed_long_ago_is_history(pool: PgPool) {
    let world = World::new(pool).await;
    let old = world
        .case_of("lamp", ago(TimeDelta::days(31)).reach(State::Closed))
        .await;
    let recent = world
        .case_of("lamp", ago(TimeDelta::days(29)).reach(State::Archived))
        .await;
    let voice = world.voice();
    let answer = voice.say(&old.public, says(false, None, 8)).await;
    assert_eq!(invalid_field(&answer), Some("solved"));
    let answer = voice.say(&recent.public, says(false, None, 9)).await;
    assert_eq!(
        answer.expect("heard"),
        Heard::Reopened,
        "archiving silences nobody"
    );
}
