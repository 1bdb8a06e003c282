//! The body map: named regions of the front and the back of a child's body, to be marked by a tap or from a list.
//!
//! A simple figure, drawn large at the head and the hands, where most marks are. Left and right are the child's own: on
//! the front they are the other way round than for whoever looks at it.

use super::{Face, Injury, Side};

/// The figure's size, in the units of its points.
const WIDTH: u16 = 200;
const HEIGHT: u16 = 444;

/// A region as the table has it. Of a pair, the points are those of the half on the looker's left.
struct Drawn {
    name: &'static str,
    on: On,
    points: &'static [(u16, u16)],
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum On {
    Front,
    Back,
    /// One of two.
    PairInFront,
    PairBehind,
    PairOnBoth,
}

const fn drawn(name: &'static str, on: On, points: &'static [(u16, u16)]) -> Drawn {
    Drawn { name, on, points }
}

/// From head to foot.
const BODY: [Drawn; 39] = [
    drawn(
        "Top of the head",
        On::Front,
        &[(72, 24), (80, 12), (90, 6), (100, 4), (110, 6), (120, 12), (128, 24)],
    ),
    drawn("Forehead", On::Front, &[(72, 24), (128, 24), (132, 40), (68, 40)]),
    drawn("Eye", On::PairInFront, &[(68, 40), (94, 40), (93, 56), (67, 56)]),
    drawn("Ear", On::PairOnBoth, &[(57, 43), (67, 40), (67, 66), (60, 64)]),
    drawn("Nose", On::Front, &[(94, 40), (106, 40), (109, 66), (91, 66)]),
    drawn("Cheek", On::PairInFront, &[(67, 56), (93, 56), (91, 66), (83, 66), (83, 86), (75, 78), (69, 66)]),
    drawn("Mouth", On::Front, &[(83, 66), (117, 66), (117, 80), (83, 80)]),
    drawn("Chin", On::Front, &[(83, 80), (117, 80), (117, 86), (110, 93), (100, 96), (90, 93), (83, 86)]),
    drawn("Neck", On::Front, &[(88, 93), (100, 96), (112, 93), (115, 108), (85, 108)]),
    drawn(
        "Back of the head",
        On::Back,
        &[
            (67, 66),
            (67, 40),
            (72, 24),
            (80, 12),
            (100, 4),
            (120, 12),
            (128, 24),
            (133, 40),
            (133, 66),
            (126, 82),
            (74, 82),
        ],
    ),
    drawn("Back of the neck", On::Back, &[(80, 82), (120, 82), (115, 108), (85, 108)]),
    drawn("Shoulder", On::PairOnBoth, &[(85, 108), (60, 112), (48, 124), (46, 142), (64, 146), (70, 120)]),
    drawn("Chest", On::PairInFront, &[(85, 108), (100, 108), (100, 164), (66, 164), (64, 146), (70, 120)]),
    drawn(
        "Shoulder blade",
        On::PairBehind,
        &[(85, 108), (91, 108), (91, 164), (66, 164), (64, 146), (70, 120)],
    ),
    drawn("Upper spine", On::Back, &[(91, 108), (109, 108), (109, 164), (91, 164)]),
    drawn("Side", On::PairOnBoth, &[(66, 164), (83, 164), (83, 206), (68, 206)]),
    drawn("Stomach", On::Front, &[(83, 164), (117, 164), (117, 206), (83, 206)]),
    drawn("Lower back", On::Back, &[(83, 164), (117, 164), (117, 206), (83, 206)]),
    drawn("Hip", On::PairInFront, &[(68, 206), (83, 206), (83, 240), (63, 240)]),
    drawn("Lower stomach", On::Front, &[(83, 206), (117, 206), (117, 228), (83, 228)]),
    drawn("Private parts", On::Front, &[(83, 228), (117, 228), (117, 240), (104, 254), (96, 254), (83, 240)]),
    drawn("Buttock", On::PairBehind, &[(68, 206), (100, 206), (100, 254), (62, 254), (63, 240)]),
    drawn("Upper arm", On::PairOnBoth, &[(46, 142), (64, 146), (58, 184), (40, 180)]),
    drawn("Elbow", On::PairOnBoth, &[(40, 180), (58, 184), (56, 202), (37, 198)]),
    drawn("Lower arm", On::PairOnBoth, &[(37, 198), (56, 202), (47, 240), (29, 236)]),
    drawn("Wrist", On::PairOnBoth, &[(29, 236), (47, 240), (46, 252), (26, 248)]),
    drawn("Hand", On::PairInFront, &[(26, 248), (46, 252), (44, 274), (20, 269)]),
    drawn("Back of the hand", On::PairBehind, &[(26, 248), (46, 252), (44, 274), (20, 269)]),
    drawn("Fingers", On::PairOnBoth, &[(20, 269), (44, 274), (41, 294), (30, 298), (19, 291)]),
    drawn("Thigh", On::PairInFront, &[(63, 240), (83, 240), (96, 254), (97, 316), (68, 316), (62, 270)]),
    drawn("Back of the thigh", On::PairBehind, &[(62, 254), (97, 254), (97, 316), (68, 316), (62, 270)]),
    drawn("Knee", On::PairInFront, &[(68, 316), (97, 316), (96, 342), (68, 342)]),
    drawn("Back of the knee", On::PairBehind, &[(68, 316), (97, 316), (96, 342), (68, 342)]),
    drawn("Shin", On::PairInFront, &[(68, 342), (96, 342), (92, 396), (73, 396)]),
    drawn("Calf", On::PairBehind, &[(68, 342), (96, 342), (92, 396), (73, 396)]),
    drawn("Ankle", On::PairInFront, &[(73, 396), (92, 396), (92, 412), (72, 412)]),
    drawn("Heel", On::PairBehind, &[(73, 396), (92, 396), (92, 412), (72, 412)]),
    drawn("Foot", On::PairInFront, &[(72, 412), (92, 412), (95, 432), (88, 440), (60, 440), (61, 430)]),
    drawn(
        "Sole of the foot",
        On::PairBehind,
        &[(72, 412), (92, 412), (95, 432), (88, 440), (60, 440), (61, 430)],
    ),
];

/// A region of the map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// What it is called.
    pub name: &'static str,
    /// The child's own left or right; `None` in the middle.
    pub side: Option<Side>,
    /// Front or back.
    pub face: Face,
    points: Vec<(u16, u16)>,
}

/// The regions of one face, from head to foot, the child's own right one first in front.
pub fn regions(face: &Face) -> Vec<Region> {
    BODY.iter().flat_map(|drawn| drawn.seen_on(face)).collect()
}

impl Drawn {
    fn seen_on(&self, face: &Face) -> Vec<Region> {
        let in_front = *face == Face::Front;
        let seen = match self.on {
            On::Front | On::PairInFront => in_front,
            On::Back | On::PairBehind => !in_front,
            On::PairOnBoth => true,
        };
        let region = |side, points| Region { name: self.name, side, face: face.clone(), points };
        let points = self.points.to_vec();
        match (seen, self.on) {
            (false, _) => Vec::new(),
            (true, On::Front | On::Back) => vec![region(None, points)],
            (true, _) => {
                let mirrored = points.iter().map(|(x, y)| (WIDTH - x, *y)).collect();
                let (here, there) =
                    if in_front { (Side::Right, Side::Left) } else { (Side::Left, Side::Right) };
                vec![region(Some(here), points), region(Some(there), mirrored)]
            }
        }
    }
}

impl Region {
    /// "Upper arm, left, front".
    pub fn label(&self) -> String {
        let side = self
            .side
            .as_ref()
            .map_or_else(String::new, |side| format!(", {}", side.label().to_ascii_lowercase()));
        format!("{}{side}, {}", self.name, self.face.label().to_ascii_lowercase())
    }

    /// A mark here that nothing has been said of yet.
    pub fn injury(&self) -> Injury {
        Injury {
            part: self.name.to_owned(),
            side: self.side.clone(),
            face: Some(self.face.clone()),
            ..Injury::default()
        }
    }

    /// A tap: marks the region; on one whose mark says nothing yet it takes that mark away, as a slip of the thumb. Answers from
    /// which places of the list marks were taken.
    pub fn tap(&self, injuries: &mut Vec<Injury>) -> Vec<usize> {
        let mark = self.injury();
        let is_taken = |(place, injury): (usize, &Injury)| (*injury == mark).then_some(place);
        let taken: Vec<usize> = injuries.iter().enumerate().filter_map(is_taken).collect();
        if taken.is_empty() {
            injuries.push(mark);
        } else {
            injuries.retain(|injury| *injury != mark);
        }
        taken
    }

    fn has(&self, injury: &Injury) -> bool {
        injury.part == self.name && injury.side == self.side && injury.face.as_ref() == Some(&self.face)
    }

    fn middle(&self) -> (u16, u16) {
        let (xs, ys) = (self.points.iter().map(|point| point.0), self.points.iter().map(|point| point.1));
        let between =
            |low: Option<u16>, high: Option<u16>| low.zip(high).map_or(0, |(low, high)| low.midpoint(high));
        (between(xs.clone().min(), xs.max()), between(ys.clone().min(), ys.max()))
    }
}

/// How a map is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// Each region is pressed to mark it; it has its place in [`regions`] as `data-part`.
    ToMark,
    /// To be looked at: the marks are said in words beside it.
    ToLookAt,
}

/// One face as SVG; each mark has its number in the record on its region.
pub fn svg(face: &Face, injuries: &[Injury], how: Use) -> String {
    let (mut shapes, mut numbers) = (String::new(), String::new());
    for (place, region) in regions(face).iter().enumerate() {
        let here = injuries.iter().enumerate().filter(|(_, injury)| region.has(injury));
        let here: Vec<String> = here.map(|(number, _)| (number + 1).to_string()).collect();
        let points: Vec<String> = region.points.iter().map(|(x, y)| format!("{x},{y}")).collect();
        let class = if here.is_empty() { "" } else { " class=\"marked\"" };
        let pressed = match how {
            Use::ToLookAt => String::new(),
            Use::ToMark => {
                let marked = if here.is_empty() { "" } else { ", marked" };
                format!(
                    " role=\"button\" tabindex=\"-1\" data-part=\"{place}\" aria-label=\"{}{marked}\"",
                    region.label()
                )
            }
        };
        shapes.push_str(&format!("<polygon points=\"{}\"{class}{pressed}/>", points.join(" ")));
        if !here.is_empty() {
            let (x, y) = region.middle();
            numbers.push_str(&format!(
                "<text x=\"{x}\" y=\"{y}\" aria-hidden=\"true\">{}</text>",
                here.join(",")
            ));
        }
    }
    let (x_left, x_right) = (14, WIDTH - 14);
    let (left, right) = if *face == Face::Front { ("R", "L") } else { ("L", "R") };
    let role = match how {
        Use::ToMark => {
            format!("role=\"group\" aria-label=\"Body map, {}\"", face.label().to_ascii_lowercase())
        }
        Use::ToLookAt => "aria-hidden=\"true\"".to_owned(),
    };
    format!(
        "<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" class=\"body-map\" {role}>{shapes}{numbers}\
         <text x=\"{x_left}\" y=\"120\" class=\"side\" aria-hidden=\"true\">{left}</text>\
         <text x=\"{x_right}\" y=\"120\" class=\"side\" aria-hidden=\"true\">{right}</text></svg>"
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn all() -> Vec<Region> {
        [Face::Front, Face::Back].iter().flat_map(regions).collect()
    }

    #[test]
    fn there_are_more_than_forty_regions_and_each_has_a_name_of_its_own() {
        let names: BTreeSet<String> = all().iter().map(Region::label).collect();
        assert_eq!(names.len(), all().len());
        for face in [Face::Front, Face::Back] {
            assert!(regions(&face).len() >= 36, "{} regions on the {}", regions(&face).len(), face.label());
        }
    }

    #[test]
    fn left_and_right_are_the_childs_own() {
        let x = |name: &str, side: Side| {
            let found =
                all().into_iter().find(|region| region.name == name && region.side.as_ref() == Some(&side));
            found.map(|region| region.middle().0).unwrap_or_default()
        };
        assert!(
            x("Eye", Side::Right) < x("Eye", Side::Left),
            "seen from in front, the right is on the looker's left"
        );
        assert!(
            x("Shoulder blade", Side::Left) < x("Shoulder blade", Side::Right),
            "seen from behind, as one's own"
        );
    }

    #[test]
    fn a_region_that_is_marked_is_found_again_by_its_mark() {
        for face in [Face::Front, Face::Back] {
            for region in regions(&face) {
                let found = regions(&face).into_iter().filter(|other| other.has(&region.injury())).count();
                assert_eq!(found, 1, "{}", region.label());
            }
        }
    }

    #[test]
    fn a_second_tap_takes_an_empty_mark_away_and_never_one_with_words() {
        let region = regions(&Face::Back).remove(0);
        let mut injuries = Vec::new();
        assert!(region.tap(&mut injuries).is_empty());
        assert_eq!(injuries, [region.injury()]);
        assert_eq!(region.tap(&mut injuries), [0]);
        assert_eq!(injuries, []);
        let grey = Injury { colour: "grey".into(), ..region.injury() };
        injuries.push(grey.clone());
        assert!(region.tap(&mut injuries).is_empty());
        assert_eq!(injuries, [grey.clone(), region.injury()]);
        injuries.push(region.injury());
        assert_eq!(region.tap(&mut injuries), [1, 2]);
        assert_eq!(injuries, [grey]);
    }

    #[test]
    fn no_region_lies_outside_the_figure_or_has_no_area() {
        for region in all() {
            assert!(region.points.len() > 2, "{}", region.label());
            assert!(region.points.iter().all(|(x, y)| *x <= WIDTH && *y <= HEIGHT), "{}", region.label());
        }
    }

    #[test]
    fn a_marked_region_carries_the_number_of_its_mark_and_says_so() {
        let knee = regions(&Face::Front)
            .into_iter()
            .find(|region| region.name == "Knee")
            .map(|region| region.injury());
        let injuries = [Injury::default(), knee.unwrap_or_default()];
        let drawn = svg(&Face::Front, &injuries, Use::ToMark);
        assert_eq!(drawn.matches("class=\"marked\"").count(), 1);
        assert!(drawn.contains("aria-label=\"Knee, right, front, marked\""), "{drawn}");
        assert!(drawn.contains(">2</text>"));
        assert!(!svg(&Face::Back, &injuries, Use::ToMark).contains("marked"));
        assert!(!svg(&Face::Front, &injuries, Use::ToLookAt).contains("role=\"button\""));
    }
}
