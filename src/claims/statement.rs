//! The statements a pass can make, in one vocabulary for all formats. Codes and dates stay as the issuer wrote them.

use std::fmt;

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
    /// The holder need not be vaccinated.
    Exemption,
    /// The holder meets the issuer's own rule.
    Entitlement,
    /// Who the holder is.
    Identity,
    /// The status that a city gives its holder, and where it is valid.
    Status(Status),
}

/// A dose of a vaccine.
#[derive(Clone, Default, PartialEq, Eq)]
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

/// Prints no data of a person.
impl fmt::Debug for Vaccination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Vaccination { .. }")
    }
}

/// A test for a disease.
#[derive(Clone, PartialEq, Eq)]
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

/// Prints no data of a person.
impl fmt::Debug for Test {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Test { .. }")
    }
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
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Recovery {
    /// Code of the disease.
    pub disease: Option<String>,
    /// Date of the first positive test, as written.
    pub first_positive: Option<String>,
    /// First day on which the statement is valid, as written.
    pub from: Option<String>,
    /// Last day on which the statement is valid, as written.
    pub until: Option<String>,
    /// Country of the test.
    pub country: Option<String>,
    /// The certificate's own identifier.
    pub identifier: Option<String>,
}

/// Prints no data of a person.
impl fmt::Debug for Recovery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Recovery { .. }")
    }
}

/// A status, as a city pass states it.
#[derive(Clone, PartialEq, Eq)]
pub struct Status {
    /// The colour.
    pub colour: Colour,
    /// The issuer's code of the reason; 0 is none.
    pub reason: u64,
    /// The gates and zones where the pass is valid; empty is everywhere.
    pub gates: Vec<u64>,
    /// The hours in which it is valid, within its validity period; empty is always.
    pub schedule: Vec<ScheduleSlot>,
    /// The class of the holder: resident, worker, visitor; the issuer's list.
    pub subject_class: Option<u64>,
}

/// Prints no data of a person.
impl fmt::Debug for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Status { .. }")
    }
}

/// The colour of a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// Not to be let in.
    Red,
    /// To be looked at by a person.
    Amber,
    /// To be let in.
    Green,
}

/// A recurring stretch of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScheduleSlot {
    /// Days of the week: bit 0 is Monday, bit 6 is Sunday.
    pub days: u8,
    /// First minute of the day in which it is valid, local time, 0 to 1439.
    pub from_minute: u16,
    /// First minute of the day in which it is no longer valid, up to 1440.
    pub until_minute: u16,
}

impl Statement {
    /// Its kind.
    pub fn kind(&self) -> StatementKind {
        match self {
            Self::Vaccination(_) => StatementKind::Vaccination,
            Self::Test(_) => StatementKind::Test,
            Self::Recovery(_) => StatementKind::Recovery,
            Self::Exemption => StatementKind::Exemption,
            Self::Entitlement => StatementKind::Entitlement,
            Self::Identity => StatementKind::Identity,
            Self::Status(_) => StatementKind::Status,
        }
    }
}
