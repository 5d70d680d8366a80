//! From the mapping as written to the rules it stands for; everything wrong is reported with its line.

mod columns;
mod pull;

use domain::RegionCode;
use domain::intake::RegionDefaults;
use domain::publication::{Rounding, Tier};
use domain::source::SourceSystem;
use toml::Spanned;

use super::rules::{Fields, FileRules, Rules, Sheet, System, Word};
use super::spec::{File, PlainSpec, Region, SheetSpec, Spec, SystemSpec};
use crate::IntakeError;
use crate::convert::TimeFormats;
use crate::coordinates::{CoordinateSystem, Extent};
use crate::file::Encoding;

pub(super) fn check(name: &str, text: &str) -> Result<Rules, IntakeError> {
    let spec: Spec = toml::from_str(text).map_err(|error| IntakeError::Mapping {
        mapping: name.to_owned(),
        line: error.span().map(|span| line_of(text, span.start)),
        message: error.message().replace('\n', ", "),
    })?;
    let missing = spec
        .file
        .missing
        .iter()
        .map(|marker| marker.trim().to_owned())
        .collect();
    Checker { name, text, missing }.rules(spec)
}

fn line_of(text: &str, at: usize) -> usize {
    text.as_bytes()[..at.min(text.len())]
        .iter()
        .filter(|&&byte| byte == b'\n')
        .count()
        + 1
}

struct Checker<'a> {
    name: &'a str,
    text: &'a str,
    /// Markers for every column.
    missing: Vec<String>,
}

impl Checker<'_> {
    fn wrong<T>(&self, place: &Spanned<T>, message: String) -> IntakeError {
        IntakeError::Mapping {
            mapping: self.name.to_owned(),
            line: Some(self.line(place)),
            message,
        }
    }

    fn line<T>(&self, place: &Spanned<T>) -> usize {
        line_of(self.text, place.span().start)
    }

    fn rules(&self, spec: Spec) -> Result<Rules, IntakeError> {
        let (region, region_code) = spec
            .region
            .as_ref()
            .map(|region| self.region(region))
            .transpose()?
            .unzip();
        let file = self.file(&spec.file)?;
        let system = spec
            .system
            .as_ref()
            .map(|system| self.system(system))
            .transpose()?;
        let pull = spec.pull.as_ref();
        let pull = pull.map(|pull| self.pull(pull, system.is_some())).transpose()?;
        Ok(Rules {
            pull,
            region,
            region_code: region_code.flatten(),
            file,
            fields: self.fields(spec, system.as_ref())?,
            system,
        })
    }

    fn region(&self, region: &Region) -> Result<(RegionDefaults, Option<String>), IntakeError> {
        let one_of = |given: &Spanned<String>, key: &str, allowed: &[&str]| {
            if allowed.contains(&given.get_ref().as_str()) {
                return Ok(given.get_ref().clone());
            }
            Err(self.wrong(
                given,
                format!(
                    "`{}` is no {key}: write {}",
                    given.get_ref(),
                    allowed.join(" or ")
                ),
            ))
        };
        if region.time_zone.get_ref().parse::<chrono_tz::Tz>().is_err() {
            let message = format!(
                "`{}` is no time zone: write its IANA name, e.g. Asia/Shanghai",
                region.time_zone.get_ref()
            );
            return Err(self.wrong(&region.time_zone, message));
        }
        if region.name.get_ref().trim().is_empty() {
            return Err(self.wrong(&region.name, "the region's name is empty".to_owned()));
        }
        if let Some(code) = &region.code {
            RegionCode::parse(code.get_ref()).map_err(|error| self.wrong(code, error.to_string()))?;
        }
        let defaults = RegionDefaults {
            name: region.name.get_ref().trim().to_owned(),
            name_en: region.name_en.clone(),
            time_zone: region.time_zone.get_ref().clone(),
            locale: one_of(&region.locale, "locale", &["zh-CN", "en"])?,
            scheme: one_of(&region.scheme, "code scheme", &["cn", "h3"])?,
        };
        Ok((
            defaults,
            region.code.as_ref().map(|code| code.get_ref().trim().to_owned()),
        ))
    }

    fn system(&self, spec: &SystemSpec) -> Result<System, IntakeError> {
        let (code, name) = (spec.code.get_ref().trim(), spec.name.get_ref().trim());
        let kind = SourceSystem::from_word(spec.kind.get_ref()).ok_or_else(|| {
            let message = format!("`{}` is none of {}", spec.kind.get_ref(), SourceSystem::words());
            self.wrong(&spec.kind, message)
        })?;
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if code.is_empty() || code.len() > 40 || !code.chars().all(fits) {
            let message = format!("`{code}` is no code of a system: write 1 to 40 of a-z, 0-9 and _");
            return Err(self.wrong(&spec.code, message));
        }
        if name.is_empty() {
            return Err(self.wrong(&spec.name, "the system's name is empty".to_owned()));
        }
        if SourceSystem::from_code(code).is_some_and(|known| known != kind) {
            let message = format!("`{code}` is one of the eight: its kind is itself");
            return Err(self.wrong(&spec.code, message));
        }
        Ok(System {
            code: code.to_owned(),
            name: name.to_owned(),
            kind,
        })
    }

    fn file(&self, file: &File) -> Result<FileRules, IntakeError> {
        let encoding = match &file.encoding {
            None => None,
            Some(name) if name.get_ref() == "auto" => None,
            Some(name) => Some(Encoding::from_name(name.get_ref()).ok_or_else(|| {
                self.wrong(
                    name,
                    format!(
                        "`{}` is no encoding: write auto, utf-8, gb18030 or utf-16",
                        name.get_ref()
                    ),
                )
            })?),
        };
        let delimiter = match &file.delimiter {
            None => None,
            Some(text) => match text.get_ref().as_str() {
                "auto" => None,
                "," => Some(b','),
                ";" => Some(b';'),
                "tab" | "\t" => Some(b'\t'),
                other => {
                    return Err(self.wrong(
                        text,
                        format!("`{other}` is no delimiter: write auto, \",\", \";\" or tab"),
                    ));
                }
            },
        };
        let sheet = match &file.sheet {
            None => Sheet::Number(1),
            Some(sheet) => match sheet.get_ref() {
                SheetSpec::Number(0) => return Err(self.wrong(sheet, "sheets are counted from 1".to_owned())),
                SheetSpec::Number(number) => Sheet::Number(*number),
                SheetSpec::Name(name) => Sheet::Name(name.clone()),
            },
        };
        let header_row = match &file.header_row {
            None => 1,
            Some(row) if *row.get_ref() == 0 => {
                return Err(self.wrong(row, "lines are counted from 1".to_owned()));
            }
            Some(row) => *row.get_ref(),
        };
        Ok(FileRules {
            encoding,
            delimiter,
            sheet,
            header_row,
            text_marks: file.text_marks,
        })
    }

    fn fields(&self, spec: Spec, system: Option<&System>) -> Result<Fields, IntakeError> {
        let Spec {
            formats,
            columns,
            values,
            defaults,
            constants,
            ..
        } = spec;
        let required = |present: bool, key: &str, how: &str| {
            if present {
                return Ok(());
            }
            let message = format!("`{key}` is missing: {how}");
            Err(IntakeError::Mapping {
                mapping: self.name.to_owned(),
                line: None,
                message,
            })
        };
        required(
            columns.external_id.is_some(),
            "columns.external_id",
            "name the column that identifies a record",
        )?;
        required(
            columns.received_at.is_some(),
            "columns.received_at",
            "name the column with the time of receipt",
        )?;
        let with_source = columns.source.is_some() || constants.source.is_some() || system.is_some();
        required(
            with_source,
            "columns.source",
            "name the column, set constants.source for all rows, or describe the system in [system]",
        )?;
        if let (Some(one), None) | (None, Some(one)) = (&columns.lng, &columns.lat) {
            return Err(self.wrong(one, "`lng` and `lat` go together".to_owned()));
        }

        let plain = |key: &str, spec: &Option<Spanned<PlainSpec>>| self.plain(key, spec.as_ref());
        let named = columns.source.as_ref().map(|column| self.line(column));
        let named = named.or(constants.source.as_ref().map(|constant| self.line(constant)));
        if let (Some(line), Some(_)) = (named, system) {
            let message = "[system] says where records come from: leave `source` out".to_owned();
            return Err(IntakeError::Mapping {
                mapping: self.name.to_owned(),
                line: Some(line),
                message,
            });
        }
        let source_fallback = self.source_fallback(&columns.source, &constants.source, &defaults.source)?;
        let source_fallback = source_fallback.or(system.map(|system| system.kind));
        Ok(Fields {
            external_id: self.external_id(columns.external_id.as_ref())?,
            prefix: system.and_then(System::prefix),
            version: plain("version", &columns.version)?,
            reporter: plain("reporter", &columns.reporter)?,
            source: self.choice(
                "source",
                plain("source", &columns.source)?,
                values.source.as_ref(),
                source_fallback,
            )?,
            received_at: plain("received_at", &columns.received_at)?,
            title: plain("title", &columns.title)?,
            narrative: plain("narrative", &columns.narrative)?,
            category: self.named(
                "category",
                &columns.category,
                &values.category,
                &defaults.category,
                &constants.category,
            )?,
            parent_category: self.named(
                "parent_category",
                &columns.parent_category,
                &values.parent_category,
                &defaults.parent_category,
                &constants.parent_category,
            )?,
            department: self.named(
                "department",
                &columns.department,
                &values.department,
                &defaults.department,
                &constants.department,
            )?,
            township: self.named(
                "township",
                &columns.township,
                &values.township,
                &defaults.township,
                &constants.township,
            )?,
            community: self.named(
                "community",
                &columns.community,
                &values.community,
                &defaults.community,
                &constants.community,
            )?,
            address: plain("address", &columns.address)?,
            lng: plain("lng", &columns.lng)?,
            lat: plain("lat", &columns.lat)?,
            due_at: plain("due_at", &columns.due_at)?,
            closed_at: plain("closed_at", &columns.closed_at)?,
            closed: self.choice(
                "closed",
                plain("closed", &columns.closed)?,
                values.closed.as_ref(),
                None,
            )?,
            verdict: self.verdict(columns.verdict.as_ref(), values.verdict.as_ref())?,
            duplicate: self.choice(
                "duplicate",
                plain("duplicate", &columns.duplicate)?,
                values.duplicate.as_ref(),
                None,
            )?,
            satisfied: self.choice(
                "satisfied",
                plain("satisfied", &columns.satisfied)?,
                values.satisfied.as_ref(),
                None,
            )?,
            times: match &formats.time {
                None => TimeFormats::new(&[]).map_err(|message| IntakeError::Mapping {
                    mapping: self.name.to_owned(),
                    line: None,
                    message,
                })?,
                Some(listed) => {
                    TimeFormats::new(listed.get_ref()).map_err(|message| self.wrong(listed, message))?
                }
            },
            decimal_comma: match &formats.decimal {
                None => false,
                Some(sign) => match sign.get_ref().as_str() {
                    "." => false,
                    "," => true,
                    other => {
                        return Err(self.wrong(
                            sign,
                            format!("`{other}` is no decimal sign: write \".\" or \",\""),
                        ));
                    }
                },
            },
            coordinates: self
                .word(
                    &formats.coordinates,
                    CoordinateSystem::from_name,
                    "wgs-84, gcj-02 or bd-09",
                )?
                .unwrap_or_default(),
            extent: self.extent(formats.extent.as_ref())?,
            tier: self
                .word(
                    &constants.tier,
                    Tier::from_code,
                    &Tier::ALL.map(Tier::code).join(", "),
                )?
                .unwrap_or(Tier::Grid),
            rounding: self
                .word(&constants.rounding, Rounding::from_code, "none, day, week")?
                .unwrap_or(Rounding::Day),
        })
    }

    fn extent(&self, given: Option<&Spanned<[f64; 4]>>) -> Result<Option<Extent>, IntakeError> {
        let Some(given) = given else { return Ok(None) };
        let [west, south, east, north] = *given.get_ref();
        let on_earth = [west, east].iter().all(|lng| lng.abs() <= 180.0)
            && [south, north].iter().all(|lat| lat.abs() <= 90.0);
        if !on_earth || west >= east || south >= north {
            let message =
                "`extent` is west, south, east and north in degrees, e.g. [120.9, 28.4, 121.4, 28.9]";
            return Err(self.wrong(given, message.to_owned()));
        }
        Ok(Some(Extent {
            west,
            south,
            east,
            north,
        }))
    }

    /// A text that has to be one of a few words.
    fn word<T>(
        &self,
        given: &Option<Spanned<String>>,
        read: impl Fn(&str) -> Option<T>,
        words: &str,
    ) -> Result<Option<T>, IntakeError> {
        let Some(given) = given else { return Ok(None) };
        let wrong = || self.wrong(given, format!("`{}` is none of {words}", given.get_ref()));
        read(given.get_ref()).map(Some).ok_or_else(wrong)
    }
}
