//! A refusal or a fault is one row: the case of its enum and the code that support staff read out. The code is also the
//! key of its words in every file below `public/locales`.

/// Makes an enum of refusals or faults. A row is a case and its code; rows after `by` have cases inside them, which carry
/// the codes.
macro_rules! coded {
    (
        $(#[$about:meta])*
        pub enum $name:ident {
            $($(#[$doc:meta])* $case:ident $(($content:ty))? = $code:literal,)*
        }
        $(by { $($(#[$outer_doc:meta])* $outer:ident($inner:ty),)* })?
    ) => {
        $(#[$about])*
        pub enum $name {
            $($(#[$doc])* $case $(($content))?,)*
            $($($(#[$outer_doc])* $outer($inner),)*)?
        }

        impl $name {
            /// The codes of the rows above.
            pub const CODES: &[&str] = &[$($code),*];

            /// A short code that support staff can read out, and the key of its words.
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$case { .. } => $code,)*
                    $($(Self::$outer(inner) => inner.code(),)*)?
                }
            }
        }
    };
}

pub(crate) use coded;
