//! Removes comments on lines of their own and indentation from scripts and style sheets, because every tablet downloads
//! them.
//!
//! The lines that remain are unchanged, so that a browser's message about a line still finds it in the source.

/// The text without those lines. A script with a text over several lines is left as it is: indentation may be part of it.
pub(super) fn slim(text: &str) -> String {
    if text.lines().any(|line| line.matches('`').count() % 2 == 1) {
        return text.to_owned();
    }
    let mut slim = String::with_capacity(text.len());
    let mut is_comment = false;
    for line in text.lines().map(str::trim) {
        is_comment |= line.starts_with("/*");
        if !is_comment && !line.is_empty() && !line.starts_with("//") {
            slim.push_str(line);
            slim.push('\n');
        }
        is_comment &= !line.ends_with("*/");
    }
    slim
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_nobody_runs_is_left_out() {
        let script = "/* head\n * of a file */\n\"use strict\";\n\n/** one line */\nfunction a() {\n  // why\n  return 1; // kept\n}\n/**\n * several\n */\nconst b = `${a()} // no comment`;\n";
        let expected =
            "\"use strict\";\nfunction a() {\nreturn 1; // kept\n}\nconst b = `${a()} // no comment`;\n";
        assert_eq!(slim(script), expected);
        assert_eq!(slim("a {\n  /* why */\n  color: red;\n}\n"), "a {\ncolor: red;\n}\n", "a style sheet");
    }

    #[test]
    fn a_text_over_several_lines_is_left_as_it_is() {
        let script = "const a = `\n  // part of the text\n`;\n";
        assert_eq!(slim(script), script);
    }
}
