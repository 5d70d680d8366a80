use serde_json::Value;

/// The description of the open addresses.
pub(crate) fn document() -> Value {
    serde_json::from_str(include_str!("../../../src/open_data/openapi.json")).expect("JSON")
}

/// Why `value` is not what `schema` says, if so. Knows the keywords the document uses.
pub(crate) fn mismatch(value: &Value, schema: &Value, document: &Value, at: &str) -> Option<String> {
    if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
        let schema = document
            .pointer(target.trim_start_matches('#'))
            .expect("a schema");
        return mismatch(value, schema, document, at);
    }
    if let Some(choices) = schema.get("anyOf").and_then(Value::as_array) {
        let tried: Vec<String> = choices
            .iter()
            .map_while(|choice| mismatch(value, choice, document, at))
            .collect();
        return (tried.len() == choices.len()).then(|| tried.join(" and "));
    }
    let is = |kind: &str| match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        _ => value.is_null(),
    };
    let allowed = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).any(is),
        kind => is(kind.as_str().expect("a type")),
    };
    if !allowed {
        return Some(format!("{at}: {value} is not {}", schema["type"]));
    }
    if let Some(choices) = schema.get("enum").and_then(Value::as_array)
        && !choices.contains(value)
    {
        return Some(format!("{at}: {value} is none of {choices:?}"));
    }
    match value {
        Value::Object(map) => {
            let known = schema.get("properties").and_then(Value::as_object)?;
            let missing = schema["required"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str);
            if let Some(name) = missing.into_iter().find(|name| !map.contains_key(*name)) {
                return Some(format!("{at}.{name} is missing"));
            }
            map.iter().find_map(|(name, value)| match known.get(name) {
                None => Some(format!("{at}.{name} is not described")),
                Some(schema) => mismatch(value, schema, document, &format!("{at}.{name}")),
            })
        }
        Value::Array(items) => {
            let schema = schema.get("items")?;
            items
                .iter()
                .enumerate()
                .find_map(|(n, item)| mismatch(item, schema, document, &format!("{at}[{n}]")))
        }
        _ => None,
    }
}

/// What this answer to `method path` has to be, by the description.
pub(crate) fn assert_described(method: &str, path: &str, status: u16, answer: &Value) {
    let document = document();
    let of_status = &document["paths"][path][method]["responses"][status.to_string()];
    let response = match of_status["$ref"].as_str() {
        Some(target) => document
            .pointer(target.trim_start_matches('#'))
            .expect("a response"),
        None => of_status,
    };
    let kind = if status < 400 {
        "application/json"
    } else {
        "application/problem+json"
    };
    let schema = &response["content"][kind]["schema"];
    assert!(schema.is_object(), "{method} {path} {status} is not described");
    assert_eq!(mismatch(answer, schema, &document, path), None);
}
