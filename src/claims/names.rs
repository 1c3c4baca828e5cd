//! Names of codes: describes a statement in words that people know. A code that no table contains stays a code.

mod tables;

use super::{Statement, TestResult};

/// A statement in words: what it is about, in the order in which people ask.
pub fn describe(statement: &Statement) -> Vec<String> {
    let facts = match statement {
        Statement::Vaccination(vaccination) => vec![
            named(&[&tables::DISEASES], vaccination.disease.as_deref()),
            named(&[&tables::PRODUCTS], vaccination.product.as_deref()),
            named(&[&tables::VACCINES, &tables::CVX], vaccination.vaccine.as_deref()),
            named(&[&tables::MANUFACTURERS], vaccination.manufacturer.as_deref()),
            doses(vaccination.dose, vaccination.doses),
            vaccination.date.clone(),
            named(&[&tables::COUNTRIES], vaccination.country.as_deref()),
        ],
        Statement::Test(test) => vec![
            named(&[&tables::DISEASES], test.disease.as_deref()),
            named(&[&tables::TEST_TYPES], test.kind.as_deref()),
            test.name.clone(),
            named(&[&tables::TEST_DEVICES], test.device.as_deref()),
            result(&test.result),
            test.sampled.clone(),
            named(&[&tables::COUNTRIES], test.country.as_deref()),
        ],
        Statement::Recovery(recovery) => vec![
            named(&[&tables::DISEASES], recovery.disease.as_deref()),
            recovery.first_positive.clone(),
            recovery.from.clone(),
            recovery.until.clone(),
            named(&[&tables::COUNTRIES], recovery.country.as_deref()),
        ],
        Statement::Exemption | Statement::Entitlement | Statement::Identity | Statement::Status(_) => {
            Vec::new()
        }
    };
    facts.into_iter().flatten().filter(|fact| !fact.is_empty()).collect()
}

/// The name of a code in the first table that has one; otherwise the code.
fn named(tables: &[&[(&str, &str)]], code: Option<&str>) -> Option<String> {
    let code = code?;
    let name = tables.iter().find_map(|table| {
        let place = table.binary_search_by(|(listed, _)| (*listed).cmp(code)).ok()?;
        table.get(place).map(|(_, name)| *name)
    });
    Some(name.unwrap_or(code).to_owned())
}

fn doses(dose: Option<i64>, doses: Option<i64>) -> Option<String> {
    match (dose, doses) {
        (Some(dose), Some(doses)) => Some(format!("{dose}/{doses}")),
        (Some(dose), None) => Some(dose.to_string()),
        (None, _) => None,
    }
}

fn result(result: &TestResult) -> Option<String> {
    match result {
        TestResult::NotDetected => Some("not detected".to_owned()),
        TestResult::Detected => Some("detected".to_owned()),
        TestResult::Unknown(code) => code.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::Vaccination;

    #[test]
    fn known_codes_become_names_and_others_stay() {
        let statement = Statement::Vaccination(Vaccination {
            disease: Some("840539006".to_owned()),
            product: Some("EU/1/20/1528".to_owned()),
            manufacturer: Some("ORG-UNHEARD-OF".to_owned()),
            dose: Some(2),
            doses: Some(2),
            country: Some("AT".to_owned()),
            ..Vaccination::default()
        });
        assert_eq!(
            describe(&statement),
            ["COVID-19", "Comirnaty", "ORG-UNHEARD-OF", "2/2", "Austria"],
            "facts"
        );
    }

    #[test]
    fn tables_are_in_the_order_that_looking_up_needs() {
        let tables: [&[(&str, &str)]; 8] = [
            &tables::DISEASES,
            &tables::VACCINES,
            &tables::PRODUCTS,
            &tables::MANUFACTURERS,
            &tables::TEST_TYPES,
            &tables::TEST_DEVICES,
            &tables::COUNTRIES,
            &tables::CVX,
        ];
        for table in tables {
            assert!(table.is_sorted_by(|(one, _), (other, _)| one < other), "ascending, none twice");
        }
    }
}
