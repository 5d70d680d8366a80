//! One case, one code: who is let in by which code, what guests and residents can do, and the files they add.

mod attachments;
mod codes;
mod reports;
mod support;
mod voice;
