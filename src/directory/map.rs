//! A map of places that needs no tile server: where each of them is in a rectangle, and how long its scale bar is.
//!
//! The projection is the equidistant cylindrical one with the middle latitude as its standard parallel (Snyder, *Map
//! Projections: A Working Manual*, USGS 1987, chapter 12): near that latitude a metre is as long from west to east as from
//! south to north. It suits a city or a region; of a whole continent the shapes are wrong towards the edges.

use super::{Point, place::EARTH};

/// Least width of a map in metres, so that a single place has streets around it.
const LEAST_METRES: f64 = 1_000.0;

/// The rectangle that a map is drawn in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// Width divided by height.
    pub aspect: f64,
    /// Share of width and height that stays free at each of the four edges, from 0 to less than a half.
    pub padding: f64,
}

/// A map: which part of the Earth a rectangle shows. North is up.
///
/// ```
/// use greengate::directory::{Frame, Map, Point, nice_length};
/// let places = [(51.40, 6.85), (51.46, 6.92)].map(|(lat, lon)| Point::of_degrees(lat, lon).unwrap());
/// let map = Map::around(&places, Frame { aspect: 1.5, padding: 0.1 }).unwrap();
/// // Twelve and a half kilometres: the height is used up to its padding.
/// assert!((12_500.0..12_520.0).contains(&map.metres_across()));
/// let (x, y) = map.position(places[0]);
/// assert!(x < 0.5 && (y - 0.9).abs() < 1e-9);
/// // A bar of at most a quarter of the width, and its share of it.
/// let metres = nice_length(map.metres_across() / 4.0).unwrap();
/// let share = f64::from(metres) / map.metres_across();
/// assert!(metres == 2_000 && share <= 0.25);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Map {
    /// Latitude and longitude of the middle, in degrees.
    middle: (f64, f64),
    /// Metres from the left to the right edge, and from the upper to the lower one.
    metres: (f64, f64),
}

impl Map {
    /// The smallest map that shows all of these points, at least a kilometre wide. Points on both sides of the antimeridian
    /// lie together. `None` without any point, or if the frame is none.
    #[must_use]
    pub fn around<'a>(points: impl IntoIterator<Item = &'a Point>, frame: Frame) -> Option<Self> {
        let is_frame = frame.aspect.is_normal() && frame.aspect > 0.0 && (0.0..0.5).contains(&frame.padding);
        let degrees: Vec<(f64, f64)> = points.into_iter().map(|point| point.degrees()).collect();
        let latitudes = || degrees.iter().map(|(latitude, _)| *latitude);
        let (south, north) = (latitudes().reduce(f64::min)?, latitudes().reduce(f64::max)?);
        let (west, width) = arc(degrees.iter().map(|(_, longitude)| *longitude).collect())?;
        let middle = (f64::midpoint(south, north), turned(west + width / 2.0));
        let used = 1.0 - 2.0 * frame.padding;
        let metres = (east_metres(width, middle.0) / used, north_metres(north - south) / used);
        let across = metres.0.max(metres.1 * frame.aspect).max(LEAST_METRES);
        is_frame.then_some(Self {
            middle,
            metres: (across, across / frame.aspect),
        })
    }

    /// Position of a point: `(0, 0)` is the upper left corner, `(1, 1)` the lower right one. A point that the map does not
    /// show lies outside of them.
    #[must_use]
    pub fn position(&self, point: Point) -> (f64, f64) {
        let (latitude, longitude) = point.degrees();
        let east = east_metres(turned(longitude - self.middle.1), self.middle.0);
        let north = north_metres(latitude - self.middle.0);
        (0.5 + east / self.metres.0, 0.5 - north / self.metres.1)
    }

    /// The point at a position, both as [`Map::position`] gives them. `None` beyond a pole, or so far to the west or east
    /// that the map has come around the Earth.
    ///
    /// ```
    /// use greengate::directory::{Frame, Map, Point};
    /// let place = Point::of_degrees(51.43, 6.88).unwrap();
    /// let map = Map::around(&[place], Frame { aspect: 1.5, padding: 0.1 }).unwrap();
    /// assert_eq!(map.point(0.5, 0.5), Some(place));
    /// ```
    #[must_use]
    pub fn point(&self, x: f64, y: f64) -> Option<Point> {
        let north = (0.5 - y) * self.metres.1 / north_metres(1.0);
        // At a pole this is no number, and there is no such point.
        let east = (x - 0.5) * self.metres.0 / east_metres(1.0, self.middle.0);
        let is_once = (-180.0..=180.0).contains(&east);
        let point = Point::of_degrees(self.middle.0 + north, turned(self.middle.1 + east));
        point.filter(|_| is_once)
    }

    /// Width of the map in metres, along its middle.
    #[must_use]
    pub const fn metres_across(&self) -> f64 {
        self.metres.0
    }
}

/// The longest length of 1, 2 or 5 times a power of ten metres that is not longer than these metres: that of a scale bar.
/// `None` below a metre, and beyond any length on the Earth.
///
/// ```
/// use greengate::directory::nice_length;
/// assert_eq!([999.0, 1_000.0, 4_999.0].map(nice_length), [Some(500), Some(1_000), Some(2_000)]);
/// ```
#[must_use]
pub fn nice_length(metres: f64) -> Option<u32> {
    let powers = (0..9).rev().map(|power| 10_u32.pow(power));
    let mut lengths = powers.flat_map(|power| [5, 2, 1].map(|times| times * power));
    let is_on_earth = metres <= std::f64::consts::TAU * EARTH;
    lengths.find(|length| is_on_earth && f64::from(*length) <= metres)
}

/// The shortest arc that has all of these longitudes: its western end and its width, in degrees.
fn arc(mut longitudes: Vec<f64>) -> Option<(f64, f64)> {
    longitudes.sort_by(f64::total_cmp);
    let (first, last) = (*longitudes.first()?, *longitudes.last()?);
    let gaps = longitudes.windows(2).map(|pair| (pair[1] - pair[0], pair[1]));
    // Of equal gaps that at the antimeridian, where maps are cut.
    let outer = (first + 360.0 - last, first);
    let widest = gaps.fold(outer, |widest, gap| if gap.0 > widest.0 { gap } else { widest });
    let (gap, west) = widest;
    Some((west, (360.0 - gap).max(0.0)))
}

/// The same longitude, or difference of two, from -180 to less than 180 degrees.
fn turned(degrees: f64) -> f64 {
    (degrees + 180.0).rem_euclid(360.0) - 180.0
}

fn north_metres(degrees: f64) -> f64 {
    degrees.to_radians() * EARTH
}

fn east_metres(degrees: f64, latitude: f64) -> f64 {
    // At a pole all longitudes are one.
    north_metres(degrees) * latitude.to_radians().cos().max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQUARE: Frame = Frame {
        aspect: 1.0,
        padding: 0.1,
    };

    fn point(latitude: f64, longitude: f64) -> Point {
        Point::of_degrees(latitude, longitude).unwrap()
    }

    fn close(a: f64, b: f64, tolerance: f64) -> bool {
        (a - b).abs() <= tolerance
    }

    #[test]
    fn places_fill_the_frame_up_to_its_padding() {
        let places = [point(51.40, 6.85), point(51.46, 6.92), point(51.43, 6.88)];
        for aspect in [0.5, 1.0, 3.0] {
            for padding in [0.0, 0.1, 0.3] {
                let map = Map::around(&places, Frame { aspect, padding }).unwrap();
                let at = places.map(|place| map.position(place));
                let side = |side: fn(&(f64, f64)) -> f64| {
                    let least = at.iter().map(side).fold(f64::MAX, f64::min);
                    (least, at.iter().map(side).fold(f64::MIN, f64::max))
                };
                let (x, y) = (side(|at| at.0), side(|at| at.1));
                // In the middle, and one of the two sides is used up.
                assert!(close(x.0 + x.1, 1.0, 1e-6) && close(y.0 + y.1, 1.0, 1e-6), "{at:?}");
                let free = x.0.min(y.0);
                assert!(close(free, padding, 1e-6), "{free} is not {padding}");
                // North is up, east is right.
                assert!(at[0].0 < at[2].0 && at[2].0 < at[1].0 && at[0].1 > at[2].1 && at[2].1 > at[1].1);
            }
        }
    }

    #[test]
    fn distances_on_the_map_are_those_on_the_ground() {
        for latitude in [-60.0, 0.0, 51.43, 69.65] {
            let places = [
                point(latitude, 6.85),
                point(latitude + 0.06, 6.92),
                point(latitude + 0.02, 6.80),
            ];
            let frame = Frame {
                aspect: 1.6,
                padding: 0.05,
            };
            let map = Map::around(&places, frame).unwrap();
            for (a, b) in [(0, 1), (0, 2), (1, 2)] {
                let ((ax, ay), (bx, by)) = (map.position(places[a]), map.position(places[b]));
                let metres = (bx - ax).hypot((by - ay) / frame.aspect) * map.metres_across();
                let ground = places[a].metres_to(places[b]);
                assert!(
                    close(metres / ground, 1.0, 2e-3),
                    "{metres} m, {ground} m at {latitude}"
                );
            }
        }
    }

    #[test]
    fn a_point_is_where_its_position_says() {
        let frame = Frame {
            aspect: 1.6,
            padding: 0.1,
        };
        for (latitude, longitude) in [(51.43, 6.88), (-17.0, 179.99), (0.0, -180.0), (-69.65, 18.96)] {
            let map = Map::around(&[point(latitude, longitude)], frame).unwrap();
            for (x, y) in [(0.5, 0.5), (0.0, 0.0), (1.0, 1.0), (0.1, 0.9), (-3.0, 4.0)] {
                let found = map.point(x, y).unwrap();
                let (back_x, back_y) = map.position(found);
                // A point is known to a tenth of a metre, of a kilometre.
                assert!(close(back_x, x, 2e-4) && close(back_y, y, 2e-4), "{found:?}");
            }
            // A corner is as far away as the map says.
            let corner = map.point(1.0, 0.5).unwrap();
            let metres = corner.metres_to(point(latitude, longitude));
            assert!(close(metres, map.metres_across() / 2.0, 0.2), "{metres}");
        }
    }

    #[test]
    fn there_is_no_point_off_the_earth() {
        let map = Map::around(&[point(60.0, 10.0), point(80.0, 10.0)], SQUARE).unwrap();
        // Ten degrees of the 25 of its height above the middle: the 80th, the pole, nothing.
        assert_eq!(map.point(0.5, 0.1), Some(point(80.0, 10.0)));
        assert!(map.point(0.5, -0.29).is_some());
        assert_eq!(map.point(0.5, -0.31), None);
        // At 70 degrees the way around the Earth is 360 degrees, too, which are 123 of latitude.
        assert!(map.point(0.5 + 61.0 / 25.0, 0.5).is_some());
        assert_eq!(map.point(0.5 + 62.0 / 25.0, 0.5), None);
        assert_eq!(map.point(0.5 - 62.0 / 25.0, 0.5), None);
        for (x, y) in [
            (f64::NAN, 0.5),
            (0.5, f64::NAN),
            (f64::INFINITY, 0.5),
            (0.5, f64::NEG_INFINITY),
        ] {
            assert_eq!(map.point(x, y), None, "{x} {y}");
        }
        let pole = Map::around(&[point(90.0, 0.0)], SQUARE).unwrap();
        assert_eq!(pole.point(0.6, 0.6), None);
    }

    #[test]
    fn one_place_is_in_the_middle_of_a_kilometre() {
        for place in [point(51.43, 6.88), point(90.0, 0.0), point(-90.0, -180.0)] {
            let map = Map::around(&[place, place], SQUARE).unwrap();
            assert_eq!(map.metres_across(), LEAST_METRES);
            let (x, y) = map.position(place);
            assert!(close(x, 0.5, 1e-9) && close(y, 0.5, 1e-9), "{x} {y}");
        }
        // 100 metres to the north, seen from the middle.
        let map = Map::around([&point(51.43, 6.88)], SQUARE).unwrap();
        let (_, y) = map.position(point(51.43 + 0.000_9, 6.88));
        assert!(close(y, 0.4, 1e-3), "{y}");
        // What lies far away is outside, on its side.
        let (x, y) = map.position(point(51.43, 7.88));
        assert!(x > 1.0 && close(y, 0.5, 1e-9));
        assert!(map.position(point(51.43, -172.0)).0 < 0.0);
    }

    #[test]
    fn places_across_the_antimeridian_lie_together() {
        // Fiji.
        let places = [point(-16.5, 179.9), point(-16.6, -179.9), point(-17.0, 178.5)];
        let map = Map::around(&places, SQUARE).unwrap();
        assert!(
            (190_000.0..260_000.0).contains(&map.metres_across()),
            "{}",
            map.metres_across()
        );
        let x = places.map(|place| map.position(place).0);
        assert!(
            close(x[2], 0.1, 1e-6) && x[2] < x[0] && x[0] < x[1] && close(x[1], 0.9, 1e-6),
            "{x:?}"
        );
        // The same place by its two longitudes.
        let map = Map::around(&[point(0.0, 180.0), point(0.0, -180.0)], SQUARE).unwrap();
        assert_eq!(map.metres_across(), LEAST_METRES);
        // Around the whole Earth everything is still inside.
        let around: Vec<Point> = (-180..180)
            .step_by(10)
            .map(|degrees| point(0.0, degrees.into()))
            .collect();
        let map = Map::around(&around, SQUARE).unwrap();
        let all_inside = around
            .iter()
            .all(|place| (0.099..0.901).contains(&map.position(*place).0));
        assert!(all_inside, "{map:?}");
    }

    #[test]
    fn no_map_without_places_or_frame() {
        assert_eq!(Map::around([], SQUARE), None);
        let with = |aspect: f64, padding: f64| Map::around([&point(0.0, 0.0)], Frame { aspect, padding });
        for aspect in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(with(aspect, 0.0), None, "{aspect}");
        }
        for padding in [-0.1, 0.5, f64::NAN] {
            assert_eq!(with(1.0, padding), None, "{padding}");
        }
        assert!(with(1.0, 0.499).is_some());
    }

    #[test]
    fn scale_bars_have_round_lengths() {
        let cases = [
            (0.99, None),
            (1.0, Some(1)),
            (1.99, Some(1)),
            (2.0, Some(2)),
            (49.0, Some(20)),
            (50.0, Some(50)),
            (1e7, Some(10_000_000)),
            (4.1e7, None),
            (f64::NAN, None),
            (f64::NEG_INFINITY, None),
            (f64::INFINITY, None),
        ];
        for (metres, length) in cases {
            assert_eq!(nice_length(metres), length, "{metres}");
        }
        // Never less than two fifths of the room.
        for n in 0..1_500 {
            let metres = 1.01_f64.powi(n);
            let length = nice_length(metres).map(f64::from);
            assert!(
                length.is_some_and(|length| length <= metres && length >= metres * 0.4),
                "{metres}"
            );
        }
    }
}
