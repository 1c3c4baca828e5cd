//! Tests the built page in headless Chromium with a camera that plays clips of passes, and in Firefox and WebKit.
//!
//! `CHECKPOST_COMPILED` names the folder that Trunk wrote; `make test` sets it. The tool publishes the page from there,
//! as for a tablet, and a server that misbehaves on demand serves it. Each check prints a line, and the last line counts
//! them. Arguments on the command line choose scenarios by name. Screenshots are in `target/screenshots`.
#![expect(clippy::print_stdout, reason = "a runner tells what it ran")]

mod aim;
mod camera;
mod crash;
mod engines;
mod first_set;
mod formats;
mod hosts;
mod keys;
mod kiosk;
mod languages;
mod memory;
mod passes;
mod privacy;
mod provisioning;
mod samples;
mod screens;
mod sites;
mod harness;
mod update;
mod walk;
#[expect(dead_code, reason = "the benches use all of it")]
#[path = "../support/synthetic_clip.rs"]
mod synthetic_clip;
#[path = "../support/chromium.rs"]
mod chromium;
#[path = "../support/clip.rs"]
mod clip;
#[path = "../support/engine.rs"]
mod engine;
#[path = "../support/server.rs"]
mod server;

use std::process::ExitCode;

use chromium::Error;
use engine::Engine;
use harness::Harness;

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("the browser tests cannot run: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Runs the scenarios; how many checks failed.
async fn run() -> Result<usize, Error> {
    let chosen: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    if let Some(unknown) = chosen.iter().find(|name| !SCENARIOS.contains(&name.as_str())) {
        return Err(format!("there is no scenario '{unknown}', only {}", SCENARIOS.join(", ")).into());
    }
    let mut harness = Harness::set_up().await?;
    println!("running on {}", harness.passes.source);
    for scenario in SCENARIOS {
        if !chosen.is_empty() && !chosen.iter().any(|name| name == scenario) {
            continue;
        }
        println!("{scenario}:");
        let outcome = match scenario {
            "walk" => walk::run(&mut harness).await,
            "update" => update::run(&mut harness).await,
            "aim" => aim::run(&mut harness).await,
            "camera" => camera::run(&mut harness).await,
            "crash" => crash::run(&mut harness).await,
            "keys" => keys::run(&mut harness).await,
            "provisioning" => provisioning::run(&mut harness).await,
            "hosts" => hosts::run(&mut harness).await,
            "sites" => sites::run(&mut harness).await,
            "memory" => memory::run(&mut harness).await,
            "samples" => samples::run(&mut harness).await,
            "languages" => languages::run(&mut harness).await,
            "first-set" => first_set::run(&mut harness).await,
            "formats" => formats::run(&mut harness).await,
            "firefox" => engines::run(&mut harness, Engine::Firefox).await,
            "webkit" => engines::run(&mut harness, Engine::WebKit).await,
            "screens" => screens::run(&mut harness).await,
            _ => Err("no such scenario".into()),
        };
        if let Err(error) = outcome {
            harness.aborted(scenario, error);
        }
    }
    Ok(harness.close())
}

const SCENARIOS: [&str; 17] = [
    "first-set",
    "firefox",
    "webkit",
    "walk",
    "samples",
    "formats",
    "update",
    "camera",
    "keys",
    "provisioning",
    "hosts",
    "sites",
    "crash",
    "screens",
    "languages",
    "aim",
    "memory",
];
