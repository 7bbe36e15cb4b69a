//! What the pages of a PDF show.

use super::{BarcodeText, DecodedText, Wanted, ZoneText, look, protocol::ReaderMessage};
use greengate::{
    document::{self, DrawnPage},
    frame::{self, Code},
};
use greengate_barcodes::Budget;

/// What one page shows.
#[derive(Default)]
struct Page {
    codes: Vec<String>,
    zones: Vec<ZoneText>,
    barcodes: Vec<BarcodeText>,
}

impl Page {
    fn has_symbols(&self) -> bool {
        !self.codes.is_empty() || !self.barcodes.is_empty()
    }

    /// Adds what a drawing of the page shows, of the kinds that no coarser one has shown.
    fn add(&mut self, drawn: &DrawnPage, wanted: Wanted) {
        let picture = look::Pixels {
            grey: drawn.pixels,
            width: drawn.width,
            height: drawn.height,
        };
        if !self.has_symbols() {
            if wanted.codes {
                let codes = frame::read(drawn.pixels, drawn.width, drawn.height);
                self.codes
                    .extend(codes.iter().filter_map(Code::text).map(str::to_owned));
            }
            if wanted.barcodes {
                // The page is drawn in several sizes: no copies of it are needed.
                let found = look::barcodes(picture, &Budget::FRAME);
                self.barcodes = found.into_iter().map(BarcodeText::without_place).collect();
            }
        }
        if wanted.zones && self.zones.is_empty() {
            let found = look::zones(picture);
            self.zones = found.into_iter().map(ZoneText::without_place).collect();
        }
    }

    /// True if no finer drawing of the page is needed.
    fn is_read(&self, wanted: Wanted) -> bool {
        let symbols = wanted.codes || wanted.barcodes;
        (!symbols || self.has_symbols()) && (!wanted.zones || !self.zones.is_empty())
    }
}

/// Looks at the pages, first all coarsely, and tells all that was found so far after each page that shows something. `None`
/// if the document is damaged or protected by a password.
pub fn read(bytes: Vec<u8>, wanted: Wanted, tell: &mut impl FnMut(ReaderMessage)) -> Option<()> {
    let mut pages: Vec<Page> = Vec::new();
    document::draw_pages(bytes, &mut |drawn| {
        if pages.len() <= drawn.number {
            pages.resize_with(drawn.number + 1, Page::default);
        }
        let Some(page) = pages.get_mut(drawn.number) else {
            return true;
        };
        page.add(&drawn, wanted);
        let (has_symbols, has_zones, is_read) = (page.has_symbols(), !page.zones.is_empty(), page.is_read(wanted));
        if has_symbols {
            tell(ReaderMessage::Found(codes(&pages)));
            let barcodes = pages.iter().flat_map(|page| &page.barcodes);
            tell(ReaderMessage::Barcodes(barcodes.cloned().collect()));
        }
        if has_zones {
            let zones = pages.iter().flat_map(|page| &page.zones);
            tell(ReaderMessage::Zones(zones.cloned().collect()));
        }
        is_read
    })
}

/// The codes of all pages, without repetitions that follow each other.
fn codes(pages: &[Page]) -> Vec<DecodedText> {
    let mut texts: Vec<&String> = pages.iter().flat_map(|page| &page.codes).collect();
    texts.dedup();
    let found = texts.into_iter().map(|text| DecodedText {
        text: text.clone(),
        corners: None,
        part: None,
    });
    found.collect()
}
