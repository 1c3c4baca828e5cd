//! Whose tablet this is: what a start finds in storage, a configuration that somebody says yes to, a demonstration that sets
//! itself up.

use super::command::Command;
use super::event::{Event, Moment};
use super::provisioning::Provisioning;
use crate::session::Session;
use crate::trust::Accept;
use crate::trust::distribution::{Configuration, Stored};
use crate::trust::update::{StoredProvisioning, UpdateTask};

impl Session {
    /// What has to do with whose tablet this is.
    pub(super) fn set_up(&mut self, event: Event, moment: Moment) -> Vec<Command> {
        match event {
            Event::ProvisioningOpened => self.open_provisioning(),
            Event::ProvisioningClosed => self.close_provisioning(),
            Event::ConfigurationOpened(bytes) if self.provisioning.opened(&bytes, self.accept) => {
                self.let_camera_go()
            }
            Event::ProvisioningAccepted => {
                self.provisioning.accept().map_or_else(Vec::new, |accepted| self.take_over(accepted, moment))
            }
            Event::ConfigurationKept(is_kept) => {
                self.trust.configuration_kept(is_kept);
                Vec::new()
            }
            Event::StorageRead(found) => self.storage_read(*found, moment),
            Event::DemonstrationRead(text) => {
                let configuration = text.and_then(|text| Configuration::read_for(&text, self.accept).ok());
                match configuration {
                    Some(configuration) => self.take_over(Box::new(configuration), moment),
                    None => vec![Command::OpenTrustFile],
                }
            }
            _ => Vec::new(),
        }
    }

    /// Only a tablet that nothing remembers to have been provisioned takes keys that nobody signed.
    fn storage_read(&mut self, found: StoredProvisioning, moment: Moment) -> Vec<Command> {
        if found.is_nobodys() {
            return match self.accept {
                Accept::Demonstration => vec![Command::ReadDemonstration],
                Accept::Production => vec![Command::OpenTrustFile],
            };
        }
        let configuration = found.configuration.map(|text| Configuration::read_for(&text, self.accept));
        if let Some(Ok(configuration)) = configuration {
            return self.provisioned(Box::new(configuration), found.stored, moment);
        }
        self.trust.lose();
        Vec::new()
    }

    /// The tablet is an operator's from now on, if it is nobody's yet.
    fn take_over(&mut self, configuration: Box<Configuration>, moment: Moment) -> Vec<Command> {
        if self.trust.operator().is_some() {
            return Vec::new();
        }
        let keep = Command::KeepConfiguration(configuration.as_text().to_owned());
        let begin = self.provisioned(configuration, Stored::default(), moment);
        [keep].into_iter().chain(begin).collect()
    }

    fn provisioned(
        &mut self,
        configuration: Box<Configuration>,
        stored: Stored,
        moment: Moment,
    ) -> Vec<Command> {
        let mut commands = self.close_provisioning();
        let task: UpdateTask = self.trust.provision(configuration, stored, self.accept, moment.wall);
        self.expect_keys();
        commands.push(Command::Update(task));
        commands
    }

    /// Looks for a configuration. A tablet that has an operator takes no other.
    fn open_provisioning(&mut self) -> Vec<Command> {
        if !self.lane.is_closed() || self.trust.operator().is_some() {
            return Vec::new();
        }
        self.provisioning = Provisioning::Looking(None);
        vec![Command::KeepAwake(true), self.camera.open()]
    }

    fn close_provisioning(&mut self) -> Vec<Command> {
        let was_looking = self.provisioning.is_looking();
        self.provisioning = Provisioning::Closed;
        if was_looking { self.let_camera_go() } else { Vec::new() }
    }
}
