//! Keyboard layouts of computers in six countries (ISO/IEC 9995; Windows' standard layouts), limited to the keys that
//! scanners type, without and with shift.

use serde::{Deserialize, Serialize};

/// A keyboard layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Layout {
    /// United States.
    Us,
    /// United Kingdom.
    Uk,
    /// Germany, QWERTZ.
    De,
    /// France, AZERTY.
    Fr,
    /// Spain.
    Es,
    /// Italy.
    It,
}

/// A key, with or without shift.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    place: usize,
    shift: bool,
}

/// Rows from the digits down: 13 keys; 12 and the one beside Enter; 11; the key left of Z and 10 more; the space bar.
/// `\0` is a key that types nothing.
struct Table {
    plain: &'static str,
    shift: &'static str,
    /// Characters on dead keys, which wait for the next key.
    dead: &'static str,
}

const US: Table = Table {
    plain: "`1234567890-=qwertyuiop[]\\asdfghjkl;'\0zxcvbnm,./ ",
    shift: "~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:\"\0ZXCVBNM<>? ",
    dead: "",
};
const UK: Table = Table {
    plain: "`1234567890-=qwertyuiop[]#asdfghjkl;'\\zxcvbnm,./ ",
    shift: "¬!\"£$%^&*()_+QWERTYUIOP{}~ASDFGHJKL:@|ZXCVBNM<>? ",
    dead: "",
};
const DE: Table = Table {
    plain: "^1234567890ß´qwertzuiopü+#asdfghjklöä<yxcvbnm,.- ",
    shift: "°!\"§$%&/()=?`QWERTZUIOPÜ*'ASDFGHJKLÖÄ>YXCVBNM;:_ ",
    dead: "^´`",
};
const FR: Table = Table {
    plain: "²&é\"'(-è_çà)=azertyuiop^$*qsdfghjklmù<wxcvbn,;:! ",
    shift: "\u{1}1234567890°+AZERTYUIOP¨£µQSDFGHJKLM%>WXCVBN?./§ ",
    dead: "^¨",
};
const ES: Table = Table {
    plain: "º1234567890'¡qwertyuiop`+çasdfghjklñ´<zxcvbnm,.- ",
    shift: "ª!\"·$%&/()=?¿QWERTYUIOP^*ÇASDFGHJKLÑ¨>ZXCVBNM;:_ ",
    dead: "`^´¨",
};
const IT: Table = Table {
    plain: "\\1234567890'ìqwertyuiopè+ùasdfghjklòà<zxcvbnm,.- ",
    shift: "|!\"£$%&/()=?^QWERTYUIOPé*§ASDFGHJKLç°>ZXCVBNM;:_ ",
    dead: "",
};

impl Layout {
    /// Every layout.
    pub const ALL: [Self; 6] = [Self::Us, Self::De, Self::Fr, Self::Es, Self::It, Self::Uk];

    const fn table(self) -> &'static Table {
        match self {
            Self::Us => &US,
            Self::Uk => &UK,
            Self::De => &DE,
            Self::Fr => &FR,
            Self::Es => &ES,
            Self::It => &IT,
        }
    }

    /// Key of a character, without shift if two keys have it.
    pub(super) fn key(self, c: char) -> Option<Key> {
        let table = self.table();
        let place = |row: &str| row.chars().position(|on| on == c);
        let found = place(table.plain)
            .map(|place| Key { place, shift: false })
            .or_else(|| place(table.shift).map(|place| Key { place, shift: true }));
        found.filter(|_| c > '\u{1}')
    }

    /// Character of a key.
    pub(super) fn at(self, key: Key) -> Option<char> {
        let table = self.table();
        let row = if key.shift { table.shift } else { table.plain };
        row.chars().nth(key.place).filter(|c| *c > '\u{1}')
    }

    /// True for a dead key.
    pub(super) fn is_dead(self, key: Key) -> bool {
        self.at(key).is_some_and(|c| self.table().dead.contains(c))
    }
}

/// Accents with letters, and the letters composed of both.
const COMPOSED: &[(char, &str, &str)] = &[
    ('`', "AEIOUaeiou", "ÀÈÌÒÙàèìòù"),
    ('´', "AEIOUYaeiouy", "ÁÉÍÓÚÝáéíóúý"),
    ('^', "AEIOUaeiou", "ÂÊÎÔÛâêîôû"),
    ('¨', "AEIOUaeiouy", "ÄËÏÖÜäëïöüÿ"),
];

/// Letter composed of an accent and a letter.
pub(super) fn compose(accent: char, letter: char) -> Option<char> {
    let (_, letters, composed) = COMPOSED.iter().find(|(a, ..)| *a == accent)?;
    composed.chars().nth(letters.chars().position(|l| l == letter)?)
}

/// Accent and letter of a composed letter.
pub(super) fn decompose(c: char) -> Option<(char, char)> {
    COMPOSED.iter().find_map(|(accent, letters, composed)| {
        let place = composed.chars().position(|letter| letter == c)?;
        Some((*accent, letters.chars().nth(place)?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_every_key_once() {
        for layout in Layout::ALL {
            let table = layout.table();
            for row in [table.plain, table.shift] {
                assert_eq!(row.chars().count(), 49, "{layout:?}: {row}");
            }
            for c in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:".chars() {
                let key = layout.key(c).unwrap_or_else(|| panic!("{layout:?} has no {c}"));
                assert_eq!(layout.at(key), Some(c));
            }
        }
    }
}
