//! A resident's report: a case that somebody opens without an account.

use chrono::TimeDelta;
use domain::RegionCode;
use domain::case::{Actor, Role, State};
use domain::desk::Contact;
use domain::publication::Tier;
use domain::source::SourceSystem;
use store::cases::Reporter;
use uuid::Uuid;

use crate::acting::check_text;
use crate::opening::{NewCase, Opened, Opener};
use crate::{Desk, DeskError, Voice};

/// Names the cases that residents report: one ticket reports one case.
const REPORTS: Uuid = Uuid::from_u128(0x6c69_616e_7169_6e00_7265_706f_7274_0001);
/// Longest description, in characters.
pub const MAX_WORDS: usize = 4_000;

/// How long after its case is over a contact is kept.
const CONTACTS_FOR: TimeDelta = TimeDelta::days(183);
/// Most files that whoever reported may add.
pub(crate) const MAX_FILES: usize = 5;

/// What whoever holds the ticket of a report is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    pub region: RegionCode,
    pub(crate) case_id: Uuid,
    /// Public code with hyphens.
    pub code: String,
    /// Code of its kind of matter.
    pub category: String,
    pub state: State,
    /// Path of the page of its public code; none where its kind is not shown case by case.
    pub link: Option<String>,
}

impl Receipt {
    /// Whether somebody who has added so many files may add another.
    #[must_use]
    pub fn takes_files(&self, added: usize) -> bool {
        added < MAX_FILES && !self.state.is_over()
    }
}

impl Voice {
    /// Opens a case for a resident; [`NewCase::action_id`] is the ticket, made by the page they filled in: the same one
    /// again is the same case. Wants a kind that may be spoken of in public, and a place, an address or a township.
    pub async fn report(
        &self,
        region: &RegionCode,
        report: NewCase,
        contact: Option<Contact>,
    ) -> Result<Opened, DeskError> {
        self.check_report(region, &report).await?;
        let reporter = match contact {
            None => None,
            Some(contact) => Some(self.reporter(region, contact).await?),
        };
        let opener = Opener {
            case_id: case_id(region, report.action_id),
            actor: Actor {
                id: "public report".to_owned(),
                role: Role::Reporter,
                department: None,
            },
            source: SourceSystem::Public,
            opened_by: None,
            reporter,
        };
        self.desk().open(region, opener, report).await
    }

    /// Refuses what [`Voice::report`] would refuse, before anything is asked that is not needed yet.
    pub async fn check_report(&self, region: &RegionCode, report: &NewCase) -> Result<(), DeskError> {
        if report.category.is_empty() {
            return Err(DeskError::invalid("category", "choose what it is about"));
        }
        let rules = self.desk().rules(region).await?;
        if rules.policy(&report.category).tier == Tier::Absent {
            return Err(DeskError::invalid("category", "there is no such kind of matter"));
        }
        let said = |text: &Option<String>| text.as_deref().is_some_and(|text| !text.trim().is_empty());
        if report.place.is_none() && !said(&report.address) && !said(&report.township) {
            return Err(DeskError::invalid("place", "say where it is"));
        }
        let words = report.narrative.as_deref().unwrap_or_default();
        if words.chars().count() > MAX_WORDS {
            return Err(DeskError::invalid(
                "narrative",
                format!("at most {MAX_WORDS} characters"),
            ));
        }
        crate::opening::checked(report.clone())?;
        self.desk()
            .check_township(region, report.township.as_deref())
            .await
    }

    /// The case that was reported with this ticket.
    pub async fn receipt(&self, region: &RegionCode, ticket: Uuid) -> Result<Receipt, DeskError> {
        let case_id = case_id(region, ticket);
        let row = store::codes::reported(&self.desk().db, region, case_id).await?;
        let row = row.ok_or(DeskError::NotFound)?;
        Ok(Receipt {
            region: region.clone(),
            case_id,
            code: crate::file::shown(&row.public_code),
            category: row.category,
            state: row.state,
            link: row.token.map(|token| format!("/c/{region}.{token}")),
        })
    }

    async fn reporter(&self, region: &RegionCode, contact: Contact) -> Result<Reporter, DeskError> {
        let contact = Contact {
            name: contact
                .name
                .map(|name| name.trim().to_owned())
                .filter(|name| !name.is_empty()),
            reach: contact.reach.trim().to_owned(),
        };
        check_text("contact_name", contact.name.as_deref())?;
        check_text("contact", Some(&contact.reach))?;
        if contact
            .name
            .as_deref()
            .is_some_and(|name| name.chars().count() > Contact::MAX_NAME)
        {
            return Err(DeskError::invalid(
                "contact_name",
                format!("at most {} characters", Contact::MAX_NAME),
            ));
        }
        if !Contact::is_reach(&contact.reach) {
            return Err(DeskError::invalid(
                "contact",
                "a telephone number or a mail address",
            ));
        }
        let key = self.persons().key(self.desk().now()).await?;
        Ok(Reporter {
            person: key.name(region, &contact.identifier()),
            key: key.fingerprint(),
            contact,
        })
    }
}

impl Desk {
    /// Forgets how those can be reached whose case has been over for half a year; returns how many.
    pub async fn forget_contacts(&self) -> Result<u64, DeskError> {
        let until = self.now() - CONTACTS_FOR;
        Ok(store::cases::forget_contacts(&self.db, until, 10_000).await?)
    }
}

fn case_id(region: &RegionCode, ticket: Uuid) -> Uuid {
    Uuid::new_v5(&REPORTS, format!("{region} {ticket}").as_bytes())
}
