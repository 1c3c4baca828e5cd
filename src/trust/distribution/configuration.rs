//! The configuration: what makes a tablet one of an operator's. It is scanned or opened once, by somebody who was told to;
//! the lane's camera takes none.

use serde::{Deserialize, Serialize};

use super::document::{Document, DocumentType, UpdateError, check_moment};
use super::file::Chained;
use super::root::Root;
use crate::time::UnixTime;
use crate::trust::Accept;
use crate::wire::base16;

/// The content of a configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfigurationContent {
    /// When it was made.
    pub iat: UnixTime,
    /// SHA-256 of the content of the root that stands before it, lower-case hexadecimal digits.
    pub root: String,
    /// The operator's name, as it is shown before somebody says yes.
    pub operator: String,
    /// Where the page of these tablets is; `https`.
    pub address: String,
    /// The name of this gate, for people.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub gate: String,
    /// The numbers of this gate and of the zones it leads to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub zones: Vec<u64>,
    /// The languages to offer, by BCP 47 tag, the first one to begin with; none: all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<String>,
}

/// A configuration that the operator whom it names has signed, with the operator's root. Whether it is the right operator
/// only a person can say, see [`six_digits`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Configuration {
    content: ConfigurationContent,
    root: Root,
    text: String,
}

impl Configuration {
    /// Whether a text presents itself as a configuration: whoever looks for one passes over every other code in view.
    pub fn is_recognised(text: &[u8]) -> bool {
        let text = text.trim_ascii();
        text.len() <= MAX_CONFIGURATION_TEXT
            && Chained::split(text)
                .is_ok_and(|chained| Document::parse(chained.document, DocumentType::Configuration).is_ok())
    }

    /// Reads the text of a configuration: the root in one line, the document in the next.
    ///
    /// # Errors
    /// [`UpdateError`].
    pub fn read(text: &[u8]) -> Result<Self, UpdateError> {
        let text = text.trim_ascii();
        if text.len() > MAX_CONFIGURATION_TEXT {
            return Err(UpdateError::TooLarge);
        }
        let Chained { roots, document } = Chained::split(text)?;
        let parsed = Document::parse(document, DocumentType::Configuration)?;
        let [root] = roots.as_slice() else { return Err(UpdateError::RootVersion) };
        let root = Root::read(root)?;
        parsed.verify(root.bundle_keys())?;
        let content: ConfigurationContent = parsed.content()?;
        if content.root != base16::encode(&root.digest()) {
            return Err(UpdateError::RootVersion);
        }
        check_moment(content.iat)?;
        let text = String::from_utf8(text.to_vec()).map_err(|_| UpdateError::Malformed)?;
        Ok(Self { content, root, text })
    }

    /// Reads the text of a configuration that a program of this kind takes: one for real use takes none whose keys everybody
    /// has.
    ///
    /// # Errors
    /// [`UpdateError`].
    pub fn read_for(text: &[u8], accept: Accept) -> Result<Self, UpdateError> {
        let configuration = Self::read(text)?;
        if accept == Accept::Production && configuration.root.is_demonstration() {
            return Err(UpdateError::Demonstration);
        }
        Ok(configuration)
    }

    /// The root that is pinned with it.
    pub fn root(&self) -> &Root {
        &self.root
    }

    /// What it says.
    pub fn content(&self) -> &ConfigurationContent {
        &self.content
    }

    /// Its text, to be stored, and shown to the next tablet.
    pub fn as_text(&self) -> &str {
        &self.text
    }
}

/// Six decimal digits of a hash, for two people to compare. They tell an honest mistake from the right one; a million
/// tries find other content with the same six, so that they prove nothing against whoever prepares for them.
pub fn six_digits(digest: &[u8; 32]) -> String {
    let number = digest.iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    format!("{:06}", number % 1_000_000)
}

/// The longest text of a configuration, blanks around it not counted: what a QR code holds, in bytes (ISO/IEC 18004 table 7).
pub const MAX_CONFIGURATION_TEXT: usize = 2_953;
