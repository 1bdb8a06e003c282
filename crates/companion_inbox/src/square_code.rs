//! A link as a square code (ISO/IEC 18004, "QR"), for a phone's camera.

use qrcodegen::{QrCode, QrCodeEcc};

/// The quiet border that cameras need, in modules.
const QUIET: i32 = 4;

/// A square code, to be drawn.
pub struct SquareCode(QrCode);

/// The code of a link; `None` if it is longer than a code can hold.
pub fn square_code(link: &str) -> Option<SquareCode> {
    QrCode::encode_text(link, QrCodeEcc::Medium).ok().map(SquareCode)
}

impl SquareCode {
    /// The drawing's frame, one unit a module.
    pub fn view_box(&self) -> String {
        let side = self.0.size() + 2 * QUIET;
        format!("{} {} {side} {side}", -QUIET, -QUIET)
    }

    /// Every dark module, as one SVG path.
    pub fn path(&self) -> String {
        let size = self.0.size();
        let dark =
            (0..size).flat_map(|y| (0..size).map(move |x| (x, y))).filter(|(x, y)| self.0.get_module(*x, *y));
        dark.map(|(x, y)| format!("M{x} {y}h1v1h-1z")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::square_code;

    #[test]
    fn a_link_becomes_a_code_with_a_quiet_border_and_three_finders() {
        let code = square_code("https://companion.example/enrol#AQGiEJye23L4uig4ugTXoMnOeC7DZtzw3Q").unwrap();
        let side = code.0.size();
        assert_eq!(code.view_box(), format!("-4 -4 {0} {0}", side + 8));
        for corner in [
            "M0 0h1v1h-1z".to_owned(),
            format!("M{} 0h1v1h-1z", side - 1),
            format!("M0 {}h1v1h-1z", side - 1),
        ] {
            assert!(code.path().contains(&corner), "{corner}");
        }
        assert!(square_code(&"x".repeat(5_000)).is_none());
    }
}
