use std::collections::BTreeSet;

use url::Url;

/// The origins that tiles of this template come from, for each of the subdomains; or what is wrong with it.
pub(super) fn origins(template: &str, subdomains: &[String]) -> Result<BTreeSet<String>, String> {
    let names = placeholders(template)?;
    for (wanted, others) in [("z", &["z"][..]), ("x", &["x"]), ("y", &["y", "-y"])] {
        if !others.iter().any(|name| names.contains(name)) {
            return Err(format!("it has no {{{wanted}}}"));
        }
    }
    let varies = names.contains(&"s");
    if varies && subdomains.is_empty() {
        return Err("it has {s}, and there are no subdomains".to_owned());
    }
    let host = template
        .split_once("://")
        .map(|(_, rest)| rest.split('/').next().unwrap_or_default())
        .ok_or("it looks like https://tiles.example.org/{z}/{x}/{y}.png")?;
    if ["{z}", "{x}", "{y}", "{-y}"]
        .iter()
        .any(|name| host.contains(name))
    {
        return Err("its host differs from tile to tile: only {s} may stand there".to_owned());
    }
    let subdomains: Vec<&str> = if varies {
        subdomains.iter().map(String::as_str).collect()
    } else {
        vec![""]
    };
    subdomains
        .into_iter()
        .map(|subdomain| origin(&template.replace("{s}", subdomain)))
        .collect()
}

/// The names in braces; or which of them nobody knows.
fn placeholders(template: &str) -> Result<Vec<&str>, String> {
    const KNOWN: [&str; 5] = ["s", "x", "y", "-y", "z"];
    let mut names = Vec::new();
    for part in template.split('{').skip(1) {
        let name = part
            .split_once('}')
            .map(|(name, _)| name)
            .ok_or("it has a { without a }")?;
        if !KNOWN.contains(&name) {
            return Err(format!(
                "{{{name}}} is none of {{s}}, {{z}}, {{x}}, {{y}}, {{-y}}"
            ));
        }
        names.push(name);
    }
    Ok(names)
}

fn origin(template: &str) -> Result<String, String> {
    let plain = template.replace(['{', '}'], "");
    let url = Url::parse(&plain).map_err(|error| error.to_string())?;
    if !matches!(url.scheme(), "https" | "http") {
        return Err(format!("{} is neither https nor http", url.scheme()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("a name or a password would be seen by everybody".to_owned());
    }
    let origin = url.origin().ascii_serialization();
    // Nothing that would end a directive of the policy.
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-:/[]".contains(&byte);
    if !origin.bytes().all(is_plain) {
        return Err(format!("the host of {origin} is no plain name"));
    }
    Ok(origin)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(template: &str, subdomains: &[&str]) -> Result<Vec<String>, String> {
        let subdomains: Vec<String> = subdomains.iter().map(|name| (*name).to_owned()).collect();
        origins(template, &subdomains).map(|origins| origins.into_iter().collect())
    }

    #[test]
    fn an_origin_is_told_for_each_subdomain_and_without_path() {
        assert_eq!(
            of("https://t{s}.example.org:8443/a/{z}/{x}/{y}.png?k=1", &["0", "1"]),
            Ok(vec![
                "https://t0.example.org:8443".to_owned(),
                "https://t1.example.org:8443".to_owned()
            ])
        );
        assert_eq!(
            of("http://127.0.0.1:9/{z}/{x}/{-y}", &[]),
            Ok(vec!["http://127.0.0.1:9".to_owned()])
        );
    }

    #[test]
    fn a_template_that_names_no_tile_is_refused() {
        for (template, why) in [
            ("https://a.org/{z}/{x}.png", "it has no {y}"),
            ("https://a.org/{x}/{y}.png", "it has no {z}"),
            ("https://a.org/{z}/{x}/{y}{r}.png", "{r} is none of"),
            ("https://{s}.a.org/{z}/{x}/{y}", "there are no subdomains"),
            ("https://a{x}.org/{z}/{x}/{y}", "its host differs"),
            ("/tiles/{z}/{x}/{y}", "it looks like"),
            ("ftp://a.org/{z}/{x}/{y}", "ftp is neither"),
            ("https://me:pw@a.org/{z}/{x}/{y}", "a name or a password"),
            ("https://a.org;script-src/{z}/{x}/{y}", ""),
            ("https://a.org/{z}/{x}/{y", "it has a { without"),
        ] {
            let told = of(template, &[]).expect_err(template);
            assert!(told.contains(why), "{template}: {told}");
        }
    }
}
