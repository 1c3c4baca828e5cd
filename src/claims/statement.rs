//! The statements a pass can make, in one vocabulary for all formats. Codes and dates stay as the issuer wrote them.

use crate::statement::StatementKind;

/// One statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Statement {
    /// A dose was given.
    Vaccination(Vaccination),
    /// A test was made.
    Test(Test),
    /// A disease was overcome.
    Recovery(Recovery),
}

/// A dose of a vaccine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vaccination {
    /// Code of the disease.
    pub disease: Option<String>,
    /// Code of the vaccine or its kind.
    pub vaccine: Option<String>,
    /// Code of the product.
    pub product: Option<String>,
    /// Code of the manufacturer.
    pub manufacturer: Option<String>,
    /// Number of this dose.
    pub dose: Option<i64>,
    /// Doses in the series.
    pub doses: Option<i64>,
    /// Date, as written.
    pub date: Option<String>,
    /// Country of vaccination.
    pub country: Option<String>,
    /// The certificate's own identifier.
    pub identifier: Option<String>,
}

/// A test for a disease.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Test {
    /// Code of the disease.
    pub disease: Option<String>,
    /// Code of the type of test.
    pub kind: Option<String>,
    /// Name of the test.
    pub name: Option<String>,
    /// Code of the device.
    pub device: Option<String>,
    /// When the sample was taken, as written.
    pub sampled: Option<String>,
    /// What was found.
    pub result: TestResult,
    /// Country of the test.
    pub country: Option<String>,
    /// The certificate's own identifier.
    pub identifier: Option<String>,
}

/// What a test found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TestResult {
    /// The disease was not detected.
    NotDetected,
    /// The disease was detected.
    Detected,
    /// Any other code, or none.
    Unknown(Option<String>),
}

/// A recovery from a disease.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recovery {
    /// Code of the disease.
    pub disease: Option<String>,
    /// Date of the first positive test, as written.
    pub first_positive: Option<String>,
    /// First day the statement counts, as written.
    pub from: Option<String>,
    /// Last day the statement counts, as written.
    pub until: Option<String>,
    /// Country of the test.
    pub country: Option<String>,
    /// The certificate's own identifier.
    pub identifier: Option<String>,
}

impl Statement {
    /// Its kind.
    pub fn kind(&self) -> StatementKind {
        match self {
            Self::Vaccination(_) => StatementKind::Vaccination,
            Self::Test(_) => StatementKind::Test,
            Self::Recovery(_) => StatementKind::Recovery,
        }
    }
}
