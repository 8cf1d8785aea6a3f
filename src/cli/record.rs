//! A prediction as the JSON object and as the cells that DESIGN's contracts promise.

use serde_json::{Map, Value, json};
use standpoint::model::{Classifier, Decision};
use standpoint::predict::{Decided, Prediction};
use standpoint::tokenize::Analyzer;
use standpoint::{Article, Predictor};

/// Hexadecimal of a hash.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

fn probabilities(classifier: &Classifier, decided: &Decided) -> Value {
    let pairs = classifier.labels.iter().zip(&decided.probabilities);
    Value::Object(pairs.map(|(label, p)| (label.clone(), json!(p))).collect())
}

fn best(classifier: &Classifier, decided: &Decided) -> (String, f64) {
    let label = decided.holding[0];
    (classifier.labels[label].clone(), decided.probabilities[label])
}

/// The object of one article.
pub fn object(predictor: &Predictor, article: &Article, p: &Prediction, evidence: Option<&mut Analyzer>) -> Map<String, Value> {
    let model = predictor.model();
    let mut out = Map::new();
    let mut set = |name: &str, value: Value| out.insert(name.to_owned(), value);
    set("id", json!(article.id));
    set("path", json!(article.path));
    set("row", json!(article.row));
    set("status", json!(p.status.name()));
    set("content_sha256", json!(hex(&article.content_sha256())));
    set("in_training", json!(p.in_training));
    set("title", json!(article.title));
    if let Some(classifier) = &model.topics {
        let holding = p.topics.iter().flat_map(|d| d.holding.iter().map(move |&l| (l, d.probabilities[l])));
        set("topics", holding.map(|(l, q)| json!({"label": classifier.labels[l], "probability": q})).collect());
        set("topic_probabilities", p.topics.as_ref().map_or(json!({}), |d| probabilities(classifier, d)));
    }
    if let Some(classifier) = &model.stance {
        let predicted = p.target.as_ref().zip(model.target.as_ref()).map(|(d, c)| best(c, d));
        set(
            "target",
            match (&p.target_label, predicted) {
                (_, Some((label, q))) if label != "none" => json!({"label": label, "probability": q}),
                (Some(label), None) => json!({"label": label, "probability": null}),
                _ => Value::Null,
            },
        );
        let stance = p.stance.as_ref().map(|d| {
            let (label, q) = best(classifier, d);
            json!({"label": label, "probability": q, "probabilities": probabilities(classifier, d)})
        });
        set("stance", stance.unwrap_or(Value::Null));
    }
    set("warnings", json!(p.warnings));
    if let Some(analyzer) = evidence {
        set("evidence", all_evidence(predictor, article, p, analyzer));
    }
    out
}

fn all_evidence(predictor: &Predictor, article: &Article, p: &Prediction, analyzer: &mut Analyzer) -> Value {
    let model = predictor.model();
    let mut out = Vec::new();
    for (task, classifier, decided) in
        [("topics", &model.topics, &p.topics), ("target", &model.target, &p.target), ("stance", &model.stance, &p.stance)]
    {
        let (Some(classifier), Some(decided)) = (classifier, decided) else { continue };
        for &label in &decided.holding {
            let evidence = predictor.evidence(article, &p.row, classifier, (decided.block, label), analyzer);
            let threshold = match &classifier.decision {
                Decision::Thresholds { thresholds, .. } => json!(thresholds[label]),
                Decision::Highest { .. } => Value::Null,
            };
            let others = (0..decided.scores.len()).filter(|&other| other != label);
            let runner_up = others.max_by(|&a, &b| decided.scores[a].total_cmp(&decided.scores[b]));
            out.push(json!({
                "task": task,
                "label": classifier.labels[label],
                "score": decided.scores[label],
                "intercept": evidence.intercept,
                "threshold": threshold,
                "runner_up": runner_up.map(|o| json!({"label": classifier.labels[o], "score": decided.scores[o]})),
                "terms": evidence.terms.iter().map(|t| json!({"term": t.term, "field": t.field, "contribution": t.contribution})).collect::<Vec<_>>(),
                "sentences": evidence.sentences.iter().map(|s| json!({"text": s.text, "contribution": s.contribution})).collect::<Vec<_>>(),
            }));
        }
    }
    Value::Array(out)
}

/// The names of the cells that [`cells`] gives.
pub fn header(predictor: &Predictor) -> Vec<String> {
    let model = predictor.model();
    let mut out = vec!["status".to_owned(), "warnings".into()];
    if let Some(c) = &model.topics {
        out.push("predicted_topics".into());
        out.extend(c.labels.iter().map(|l| format!("probability_{l}")));
    }
    if let Some(c) = &model.stance {
        out.extend(["predicted_target".to_owned(), "predicted_stance".into()]);
        out.extend(c.labels.iter().map(|l| format!("probability_{l}")));
    }
    out
}

/// The cells of one article.
pub fn cells(predictor: &Predictor, p: &Prediction) -> Vec<String> {
    let model = predictor.model();
    let mut out = vec![p.status.name().to_owned(), p.warnings.join("; ")];
    let numbers = |c: &Classifier, d: &Option<Decided>| -> Vec<String> {
        (0..c.labels.len()).map(|l| d.as_ref().map_or(String::new(), |d| format!("{:.6}", d.probabilities[l]))).collect()
    };
    let names = |c: &Classifier, d: &Option<Decided>| -> String {
        d.iter().flat_map(|d| d.holding.iter().map(|&l| c.labels[l].as_str())).collect::<Vec<_>>().join(";")
    };
    if let Some(c) = &model.topics {
        out.push(names(c, &p.topics));
        out.extend(numbers(c, &p.topics));
    }
    if let Some(c) = &model.stance {
        out.push(p.target_label.clone().unwrap_or_default());
        out.push(names(c, &p.stance));
        out.extend(numbers(c, &p.stance));
    }
    out
}
