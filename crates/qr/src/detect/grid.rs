//! The positions of all modules of a symbol in a picture.

use greengate_qr_pixels::{
    geometry::{Affine, Point},
    sample::module_value,
    space::{Full, Reduced, Scale, Symbol},
    view::View,
};

/// Modules, about, along the side of a cell; within a cell the map is bilinear.
const CELL_MODULES: usize = 6;
/// Pixels per module below which a module is one sample.
const AVERAGED_MODULE: f32 = 2.0;

/// The centre of a finder pattern and of its sides, in modules around its centre: the points that
/// its pose contributes.
pub(super) const POSE_POINTS: [Point<Symbol>; 5] = [
    Point::new(0.0, 0.0),
    Point::new(3.0, 0.0),
    Point::new(-3.0, 0.0),
    Point::new(0.0, 3.0),
    Point::new(0.0, -3.0),
];

/// The centres of the finder patterns in modules: top left, top right, bottom left.
pub(super) fn finder_centres(size: usize) -> [Point<Symbol>; 3] {
    let far = size as f32 - 3.5;
    [Point::new(3.5, 3.5), Point::new(far, 3.5), Point::new(3.5, far)]
}

/// The map from modules to pixels of the space `S`, as a mesh of square cells.
pub(crate) struct Grid<S> {
    /// Modules along each side.
    pub size: usize,
    mesh: Mesh<S>,
    /// Share of the alignment patterns that were found.
    alignment_found: f32,
}

/// Control points at the corners of square cells.
pub(super) struct Mesh<S> {
    /// Cells along each side.
    pub cells: usize,
    /// Positions of the control points, row by row.
    pub points: Vec<Point<S>>,
}

impl<S> Grid<S> {
    /// A grid by its mesh.
    pub(super) const fn new(size: usize, mesh: Mesh<S>, alignment_found: f32) -> Self {
        Self {
            size,
            mesh,
            alignment_found,
        }
    }

    /// The grid with its control points mapped to another space.
    fn mapped<T>(&self, map: impl Fn(Point<S>) -> Point<T>) -> Grid<T> {
        let points = self.mesh.points.iter().map(|point| map(*point)).collect();
        self.with_points(points)
    }

    /// A grid of the same size with other control points.
    pub(super) const fn with_points<T>(&self, points: Vec<Point<T>>) -> Grid<T> {
        Grid {
            size: self.size,
            mesh: Mesh {
                cells: self.mesh.cells,
                points,
            },
            alignment_found: self.alignment_found,
        }
    }

    /// Cells along each side.
    pub(super) const fn cells(&self) -> usize {
        self.mesh.cells
    }

    /// The position of a point of the symbol.
    pub(super) fn map(&self, module: Point<Symbol>) -> Point<S> {
        let ((column, dx), (row, dy)) = (self.cell(module.x), self.cell(module.y));
        let point = |x: usize, y: usize| self.mesh.points[(row + y) * (self.mesh.cells + 1) + column + x];
        let along = |y: usize| point(0, y).lerp(point(1, y), dx);
        along(0).lerp(along(1), dy)
    }

    /// The cell of a coordinate in modules, and the position within it from 0 to 1.
    fn cell(&self, coordinate: f32) -> (usize, f32) {
        let t = coordinate * self.mesh.cells as f32 / self.size as f32;
        let n = (t.max(0.0) as usize).min(self.mesh.cells - 1);
        (n, t - n as f32)
    }

    /// The affine map around a point of the symbol, by central differences.
    pub(super) fn local_affine(&self, module: Point<Symbol>) -> Affine<S> {
        let (x, y) = (Point::new(1.0, 0.0), Point::new(0.0, 1.0));
        Affine::new(
            self.map(module),
            self.map(module.plus(x)).minus(self.map(module.minus(x))).times(0.5),
            self.map(module.plus(y)).minus(self.map(module.minus(y))).times(0.5),
        )
    }

    /// The affine map around the centre of a module, by the derivative within its cell.
    fn module_affine(&self, x: usize, y: usize) -> Affine<S> {
        let ((column, dx), (row, dy)) = (self.cell(x as f32 + 0.5), self.cell(y as f32 + 0.5));
        let (points, cells) = (&self.mesh.points, self.mesh.cells);
        let corner = row * (cells + 1) + column;
        let (a, b) = (points[corner], points[corner + 1]);
        let (c, d) = (points[corner + cells + 1], points[corner + cells + 2]);
        let (top, bottom) = (a.lerp(b, dx), c.lerp(d, dx));
        let scale = cells as f32 / self.size as f32;
        Affine::new(
            top.lerp(bottom, dy),
            b.minus(a).lerp(d.minus(c), dy).times(scale),
            bottom.minus(top).times(scale),
        )
    }

    /// Pixels per module in the middle of the symbol, along the shorter axis.
    pub fn module(&self) -> f32 {
        let middle = self.size as f32 / 2.0;
        let map = self.local_affine(Point::new(middle, middle));
        map.u.length().min(map.v.length())
    }

    /// Grey values of all modules, row by row.
    pub(super) fn sample(&self, image: View<'_, S>) -> Vec<f32> {
        let averaged = self.module() >= AVERAGED_MODULE;
        (0..self.size * self.size)
            .map(|i| module_value(image, &self.module_affine(i % self.size, i / self.size), averaged))
            .collect()
    }
}

impl Grid<Reduced> {
    /// Grey values at the centres of all modules, row by row, one sample each.
    #[cfg(feature = "curved")]
    pub(super) fn sample_centres(&self, image: View<'_, Reduced>) -> Vec<f32> {
        let centre = |i: usize| Point::new((i % self.size) as f32 + 0.5, (i / self.size) as f32 + 0.5);
        (0..self.size * self.size)
            .map(|i| image.bilinear(self.map(centre(i))))
            .collect()
    }

    /// The same grid in pixels of the frame.
    pub(super) fn to_full(&self, scale: Scale) -> Grid<Full> {
        self.mapped(|point| scale.point_to_full(point))
    }

    /// The grid after the picture moved.
    pub(super) fn moved(&self, motion: &Affine<Reduced, Reduced>) -> Self {
        self.mapped(|point| motion.map(point))
    }

    /// Likelihood of the symbol: how regularly the timing patterns alternate, up to 1, and half the
    /// share of alignment patterns that were found.
    pub(super) fn likelihood(&self, image: View<'_, Reduced>) -> f32 {
        let (mut swings, mut contrast) = (0.0, 1.0);
        let mut add_line = |at: &dyn Fn(f32) -> Point<Symbol>| {
            let values: Vec<f32> = (8..=self.size - 8)
                .map(|i| image.bilinear(self.map(at(i as f32 + 0.5))))
                .collect();
            for (i, pair) in values.windows(2).enumerate() {
                let step = pair[1] - pair[0];
                // From a dark (even) module to a light one grey values rise.
                swings += if i % 2 == 0 { step } else { -step };
                contrast += step.abs();
            }
        };
        add_line(&|t| Point::new(t, 6.5));
        add_line(&|t| Point::new(6.5, t));
        swings / contrast + 0.5 * self.alignment_found
    }
}

impl Grid<Full> {
    /// The same grid in pixels of the reduced picture.
    pub(super) fn to_reduced(&self, scale: Scale) -> Grid<Reduced> {
        self.mapped(|point| scale.point_to_reduced(point))
    }

    /// Corners of the symbol: top left, top right, bottom right, bottom left.
    pub fn corners(&self) -> [(f32, f32); 4] {
        let end = self.size as f32;
        [(0.0, 0.0), (end, 0.0), (end, end), (0.0, end)].map(|(x, y)| {
            let p = self.map(Point::new(x, y));
            (p.x, p.y)
        })
    }
}

/// The control points of a symbol's mesh in modules.
pub(super) fn mesh(size: usize) -> Mesh<Symbol> {
    mesh_of(size, size.div_ceil(CELL_MODULES))
}

/// The control points of a mesh with this many cells along each side, in modules.
pub(super) fn mesh_of(size: usize, cells: usize) -> Mesh<Symbol> {
    let coordinate = |n: usize| (n * size) as f32 / cells as f32;
    let row = |y: usize| (0..=cells).map(move |x| Point::new(coordinate(x), coordinate(y)));
    Mesh {
        cells,
        points: (0..=cells).flat_map(row).collect(),
    }
}
