//! Provisioning: a tablet that belongs to nobody yet is shown a configuration, and somebody says whose it is to be.

use crate::trust::Accept;
use crate::trust::distribution::{Configuration, UpdateError, six_digits};

/// What is being done to provision the tablet.
#[derive(Clone, Debug, Default)]
pub(super) enum Provisioning {
    /// Nothing.
    #[default]
    Closed,
    /// A configuration is looked for; the last one that was shown is not one, for this reason.
    Looking(Option<UpdateError>),
    /// Somebody is asked whether to take it.
    Asking(Box<Configuration>),
}

/// What the screen shows of it.
#[derive(Clone, Copy, Debug)]
pub enum ProvisioningStatus<'a> {
    /// A configuration is looked for.
    Looking {
        /// Why the last one that was shown is not taken.
        problem: Option<UpdateError>,
    },
    /// Somebody is asked whether this is the operator, whose root has these six digits.
    Asking(&'a Configuration),
}

impl ProvisioningStatus<'_> {
    /// Six digits of the root, to compare with what the operator says; empty while there is none to compare.
    pub fn digits(&self) -> String {
        match self {
            Self::Looking { .. } => String::new(),
            Self::Asking(configuration) => six_digits(&configuration.root().digest()),
        }
    }
}

impl Provisioning {
    /// Whether the camera is needed for it.
    pub(super) fn is_looking(&self) -> bool {
        matches!(self, Self::Looking(_))
    }

    /// What the screen shows.
    pub(super) fn status(&self) -> Option<ProvisioningStatus<'_>> {
        match self {
            Self::Closed => None,
            Self::Looking(problem) => Some(ProvisioningStatus::Looking { problem: *problem }),
            Self::Asking(configuration) => Some(ProvisioningStatus::Asking(configuration)),
        }
    }

    /// Codes were read while a configuration is looked for. Whether one was found.
    pub(super) fn codes_read(&mut self, payloads: &[Vec<u8>], accept: Accept) -> bool {
        let configurations = payloads.iter().filter(|payload| Configuration::is_recognised(payload));
        configurations.take(1).any(|payload| self.opened(payload, accept))
    }

    /// Something was shown as a configuration. Whether it is one that this program takes.
    pub(super) fn opened(&mut self, bytes: &[u8], accept: Accept) -> bool {
        if !self.is_looking() {
            return false;
        }
        *self = match Configuration::read_for(bytes, accept) {
            Ok(configuration) => Self::Asking(Box::new(configuration)),
            Err(error) => Self::Looking(Some(error)),
        };
        !self.is_looking()
    }

    /// Somebody said yes.
    pub(super) fn accept(&mut self) -> Option<Box<Configuration>> {
        match std::mem::take(self) {
            Self::Asking(configuration) => Some(configuration),
            other @ (Self::Closed | Self::Looking(_)) => {
                *self = other;
                None
            }
        }
    }
}
