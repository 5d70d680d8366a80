use chrono_tz::Tz;
use domain::access::Right;
use domain::element::{
    BroughtElements, Counts, ElementDraft, ElementFile, ElementForm, ElementKey, ElementRow, ElementView,
    ElementsPage, KindDraft, KindForm, KindRow, KindsView,
};
use domain::policy::parse;
use domain::{ElementCode, ElementKindCode};
use serde_json::json;
use store::elements::{self, Sought};
use uuid::Uuid;

use crate::{Caller, Desk, DeskError};

/// Lines of a page.
const PAGE: u32 = 50;

impl Desk {
    /// Every kind of element with how many there are.
    pub async fn element_kinds(&self, caller: &Caller) -> Result<KindsView, DeskError> {
        caller.needs(Right::ManageElements)?;
        let rows = elements::kinds_counted(&self.db, &caller.region).await?;
        Ok(KindsView { rows })
    }

    /// Makes a new kind.
    pub async fn add_element_kind(&self, caller: &Caller, form: &KindForm) -> Result<(), DeskError> {
        caller.needs(Right::ManageElements)?;
        Ok(elements::add_kind(&self.db, self.by(caller), &form.parse()?).await?)
    }

    /// Changes a kind: its names, its icon, who sees it.
    pub async fn change_element_kind(&self, caller: &Caller, form: &KindForm) -> Result<(), DeskError> {
        caller.needs(Right::ManageElements)?;
        Ok(elements::change_kind(&self.db, self.by(caller), &form.parse()?).await?)
    }

    /// A page of elements: of one kind, with a text in their name, address or code; `page` from 0.
    pub async fn elements(
        &self,
        caller: &Caller,
        kind: &str,
        text: &str,
        retired: bool,
        page: u32,
    ) -> Result<ElementsPage, DeskError> {
        caller.needs(Right::ManageElements)?;
        let sought = Sought {
            // A kind that is none is not looked for.
            kind: ElementKindCode::parse(kind).ok(),
            text: text.chars().take(100).collect(),
            retired,
            skip: page.saturating_mul(PAGE),
            limit: PAGE,
        };
        let kinds = elements::kinds(&self.db, &caller.region).await?;
        let (rows, matched) = elements::list(&self.db, &caller.region, &sought).await?;
        Ok(ElementsPage {
            kinds,
            more: sought.skip.saturating_add(PAGE) < matched,
            rows: rows.into_iter().map(|element| ElementRow { element }).collect(),
            matched,
            page,
            bbox: None,
        })
    }

    /// One element.
    pub async fn element(&self, caller: &Caller, kind: &str, code: &str) -> Result<ElementFile, DeskError> {
        caller.needs(Right::ManageElements)?;
        let key = key(kind, code)?;
        let element = elements::find(&self.db, &caller.region, &key).await?;
        let kinds = elements::kinds(&self.db, &caller.region).await?;
        let kind = kinds.into_iter().find(|kind| kind.code == key.0);
        match (element, kind) {
            (Some(element), Some(kind)) => Ok(ElementFile { element, kind }),
            _ => Err(DeskError::NotFound),
        }
    }

    /// Records a new element.
    pub async fn add_element(&self, caller: &Caller, form: &ElementForm) -> Result<(), DeskError> {
        caller.needs(Right::ManageElements)?;
        Ok(elements::add(&self.db, self.by(caller), &form.parse()?).await?)
    }

    /// Changes what is said of an element, and where it is.
    pub async fn change_element(&self, caller: &Caller, form: &ElementForm) -> Result<(), DeskError> {
        caller.needs(Right::ManageElements)?;
        Ok(elements::change(&self.db, self.by(caller), &form.parse()?).await?)
    }

    /// Takes an element out of use, or back into it.
    pub async fn retire_element(
        &self,
        caller: &Caller,
        kind: &str,
        code: &str,
        retired: bool,
    ) -> Result<(), DeskError> {
        caller.needs(Right::ManageElements)?;
        Ok(elements::retire(&self.db, self.by(caller), &key(kind, code)?, retired).await?)
    }

    /// Kinds and elements in use for the map of staff: of every kind, whether public or not; in the limits of a
    /// `lens::Bbox` where they are given.
    pub async fn element_layers(
        &self,
        caller: &Caller,
        kinds: &[String],
        bbox: Option<[f64; 4]>,
    ) -> Result<(Vec<KindRow>, Vec<ElementView>), DeskError> {
        caller.needs(Right::UseDesk)?;
        let rows = elements::kinds_counted(&self.db, &caller.region).await?;
        let found = elements::in_box(&self.db, &caller.region, kinds, bbox).await?;
        Ok((rows, found))
    }

    /// Every element of a kind, or of all kinds, in use or not: what is exported.
    pub async fn every_element(
        &self,
        caller: &Caller,
        kind: &str,
    ) -> Result<(Vec<KindDraft>, Vec<ElementDraft>), DeskError> {
        caller.needs(Right::ManageElements)?;
        let kinds = elements::kinds(&self.db, &caller.region).await?;
        let asked = kinds
            .iter()
            .filter(|known| kind.is_empty() || known.code.as_str() == kind);
        let codes: Vec<&ElementKindCode> = asked.map(|kind| &kind.code).collect();
        let found = elements::every(&self.db, &caller.region, &codes).await?;
        Ok((kinds, found))
    }

    /// The kinds that a file may name, and the zone of the region.
    pub async fn element_rules(&self, caller: &Caller) -> Result<(Vec<KindDraft>, Tz), DeskError> {
        caller.needs(Right::ManageElements)?;
        let kinds = elements::kinds(&self.db, &caller.region).await?;
        Ok((kinds, self.rules(&caller.region).await?.zone))
    }

    /// What the elements of a file would do, or do now.
    pub async fn import_elements(
        &self,
        caller: &Caller,
        rows: Vec<ElementDraft>,
        brought: &BroughtElements,
        check: bool,
    ) -> Result<Counts, DeskError> {
        caller.needs(Right::ManageElements)?;
        let told =
            json!({"file": brought.file_name, "coordinates": brought.coordinates, "wrong": brought.wrong});
        let by = self.by(caller);
        Ok(elements::carry_out(&self.db, by, rows, brought.whole, check, &told).await?)
    }

    /// Keeps a file until somebody says that it is right. Returns its id.
    pub async fn keep_elements(
        &self,
        caller: &Caller,
        brought: &BroughtElements,
        content: &[u8],
    ) -> Result<Uuid, DeskError> {
        caller.needs(Right::ManageElements)?;
        let id = Uuid::new_v4();
        elements::keep(&self.db, &caller.region, id, brought, content, self.now()).await?;
        Ok(id)
    }

    /// A file that was kept.
    pub async fn kept_elements(
        &self,
        caller: &Caller,
        id: &str,
    ) -> Result<(BroughtElements, Vec<u8>), DeskError> {
        caller.needs(Right::ManageElements)?;
        let kept = elements::brought(&self.db, &caller.region, of(id)?).await?;
        kept.ok_or(DeskError::NotFound)
    }

    /// What a file that was kept comes to.
    pub async fn brought_elements(&self, caller: &Caller, id: &str) -> Result<BroughtElements, DeskError> {
        caller.needs(Right::ManageElements)?;
        let kept = elements::tell(&self.db, &caller.region, of(id)?).await?;
        kept.ok_or(DeskError::NotFound)
    }

    /// Writes down that a file was imported, and what it came to.
    pub async fn end_elements(
        &self,
        caller: &Caller,
        id: &str,
        brought: &BroughtElements,
    ) -> Result<(), DeskError> {
        caller.needs(Right::ManageElements)?;
        Ok(elements::mark_done(&self.db, &caller.region, of(id)?, brought).await?)
    }
}

fn key(kind: &str, code: &str) -> Result<ElementKey, DeskError> {
    let kind = ElementKindCode::parse(kind).map_err(|_| DeskError::NotFound)?;
    let code: ElementCode = parse::code("code", code).map_err(|_| DeskError::NotFound)?;
    Ok((kind, code))
}

fn of(id: &str) -> Result<Uuid, DeskError> {
    Uuid::parse_str(id).map_err(|_| DeskError::NotFound)
}
