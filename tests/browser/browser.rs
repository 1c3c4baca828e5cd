//! Walks through the built page in headless Chromium, with a camera that plays clips of passes.
//!
//! `CHECKPOST_COMPILED` names the folder that Trunk wrote; `make test` sets it. The page is published from there with the
//! tool, as for a tablet, and served by a server that misbehaves on demand. Each check is a line, and the last line counts
//! them. Names given on the command line choose scenes. Screenshots are in `target/screenshots`.
#![expect(clippy::print_stdout, reason = "a runner tells what it ran")]

mod aim;
mod camera;
mod crash;
mod engines;
mod formats;
mod hosts;
mod keys;
mod kiosk;
mod languages;
mod memory;
mod passes;
mod privacy;
mod samples;
mod screens;
mod sites;
mod stage;
mod update;
mod walk;
#[expect(dead_code, reason = "the benches use all of it")]
#[path = "../support/approach.rs"]
mod approach;
#[path = "../support/chromium.rs"]
mod chromium;
#[path = "../support/clip.rs"]
mod clip;
#[path = "../support/engine.rs"]
mod engine;
#[path = "../support/server.rs"]
mod server;

use std::process::ExitCode;

use chromium::Trouble;
use engine::Engine;
use stage::Stage;

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(trouble) => {
            eprintln!("the browser tests cannot run: {trouble}");
            ExitCode::FAILURE
        }
    }
}

/// Runs the scenes; how many checks failed.
async fn run() -> Result<usize, Trouble> {
    let chosen: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let mut stage = Stage::set_up().await?;
    println!("running on {}", stage.passes.source);
    for scene in SCENES {
        if !chosen.is_empty() && !chosen.iter().any(|name| name == scene) {
            continue;
        }
        println!("{scene}:");
        let outcome = match scene {
            "walk" => walk::play(&mut stage).await,
            "update" => update::play(&mut stage).await,
            "aim" => aim::play(&mut stage).await,
            "camera" => camera::play(&mut stage).await,
            "crash" => crash::play(&mut stage).await,
            "keys" => keys::play(&mut stage).await,
            "hosts" => hosts::play(&mut stage).await,
            "sites" => sites::play(&mut stage).await,
            "memory" => memory::play(&mut stage).await,
            "samples" => samples::play(&mut stage).await,
            "languages" => languages::play(&mut stage).await,
            "formats" => formats::play(&mut stage).await,
            "firefox" => engines::play(&mut stage, Engine::Firefox).await,
            "webkit" => engines::play(&mut stage, Engine::WebKit).await,
            _ => screens::play(&mut stage).await,
        };
        if let Err(trouble) = outcome {
            stage.broke_off(scene, trouble);
        }
    }
    Ok(stage.close())
}

const SCENES: [&str; 15] = [
    "firefox",
    "webkit",
    "walk",
    "samples",
    "formats",
    "update",
    "camera",
    "keys",
    "hosts",
    "sites",
    "crash",
    "screens",
    "languages",
    "aim",
    "memory",
];
