using System.Globalization;
using SkiaSharp;

namespace SparseAutoencoders.Plots;

/// <summary>Weights of tables: one line for each unit, one column for each input, each unit's weights divided by their length. Several maps stand one
/// below another.</summary>
internal static class HeatMap
{
    /// <summary>Pixels the map has room for across; more inputs than this are averaged, for a screen cannot show them.</summary>
    private const int Across = 1376, Down = 960;

    private const float LeftSpace = 56;
    private const float BarWidth = 180;

    /// <param name="title">What it shows.</param>
    /// <param name="inputNames">Names of the columns; null for numbers.</param>
    /// <param name="column">What a column is: "input".</param>
    /// <param name="sides">What a map shows of units: as a verb, in words, and its weights. All have one size.</param>
    public static Picture Draw(string title, IReadOnlyList<string>? inputNames, string column, params (string Verb, string Shows, Matrix<double> Weights)[] sides)
    {
        var (units, inputs) = (sides[0].Weights.Rows, sides[0].Weights.Columns);
        var merged = (inputs + Across - 1) / Across;
        var columns = (inputs + merged - 1) / merged;
        var cell = new SKSizeI(Math.Max(1, Across / columns), Math.Clamp(Down / units, 1, 48));
        var page = new Page(title, $"One line a hidden unit, one column an {column}: "
            + (sides.Length == 1 ? sides[0].Shows : $"above {sides[0].Shows}, below {sides[1].Shows}") + "; each line is divided by its length."
            + (merged > 1 ? $" A column is the mean of {merged} {column}s." : ""));

        const float Scale = Style.Density;
        var names = Names(inputs, merged, columns, cell.Width / Scale, inputNames);
        var upright = names.All(name => name.Text.Length <= 4 || (names.Length == columns && Lettering.Width(name.Text, Style.TickSize) < cell.Width / Scale - 8));
        var below = upright ? 22 : names.Max(name => Lettering.Width(name.Text, Style.TickSize)) + 12;
        var (width, height) = (columns * cell.Width / Scale, units * cell.Height / Scale);
        var each = 34 + height + below + 26;
        const float Left = Style.Margin + LeftSpace;
        return new Picture(new SKSize(Style.Width, page.Height + sides.Length * each + Style.Margin), Scale, canvas =>
        {
            page.Draw(canvas);
            for (var side = 0; side < sides.Length; side++) DrawMap(canvas, sides[side], page.Height + side * each);
        });

        void DrawMap(SKCanvas canvas, (string Verb, string Shows, Matrix<double> Weights) side, float begin)
        {
            var top = begin + 34;
            var values = Values(side.Weights, merged, columns, out var largest);
            Bar(canvas, Math.Max(Left + width, Style.Width / 2), begin, largest);
            Map(canvas, SKRect.Create(Left, top, width, height), columns, values, largest);
            foreach (var (position, text) in Ticks.Linear(0, Math.Max(units - 1, 1), Math.Clamp((int)(height / 26), 1, 12), whole: true).Marks)
            {
                if (position > units - 1) continue;
                var y = top + (float)(position + 0.5) * cell.Height / Scale + Style.TickSize * 0.36f;
                Lettering.Draw(canvas, text, new SKPoint(Left - 8, y), Style.TickSize, Style.SoftInk.Skia(), align: SKTextAlign.Right);
            }

            foreach (var (column, text) in names) Name(canvas, text, new SKPoint(Left + (column + 0.5f) * cell.Width / Scale, top + height), upright);
            Lettering.Draw(canvas, sides.Length == 1 ? "unit" : $"unit: what it {side.Verb}", new SKPoint(Style.Margin, top - 10), Style.TextSize, Style.Ink.Skia());
            var middle = new SKPoint(Left + width / 2, top + height + below + 18);
            Lettering.Draw(canvas, column, middle, Style.TextSize, Style.Ink.Skia(), align: SKTextAlign.Center);
        }
    }

    private static double[] Values(Matrix<double> weights, int merged, int columns, out double largest)
    {
        var values = new double[weights.Rows * columns];
        largest = 0;
        for (var l = 0; l < weights.Rows; l++)
        {
            var row = weights.Row(l);
            // Divided by the largest first: squares of very large or small weights would leave the range of numbers.
            var scale = 0.0;
            foreach (var weight in row) scale = Math.Max(scale, Math.Abs(weight));
            if (scale == 0) continue;
            var squares = 0.0;
            foreach (var weight in row) squares += weight / scale * (weight / scale);
            for (var column = 0; column < columns; column++)
            {
                var part = row[(column * merged)..Math.Min((column + 1) * merged, row.Length)];
                var sum = 0.0;
                foreach (var weight in part) sum += weight / scale;
                var value = sum / part.Length / Math.Sqrt(squares);
                values[l * columns + column] = value;
                largest = Math.Max(largest, Math.Abs(value));
            }
        }

        return values;
    }

    private static void Map(SKCanvas canvas, SKRect place, int columns, double[] values, double largest)
    {
        using var bitmap = Shade.Bitmap(columns, [.. values.Select(value => Shade.Signed(largest == 0 ? 0 : value / largest))]);
        using var image = SKImage.FromBitmap(bitmap);
        canvas.DrawImage(image, place, new SKSamplingOptions(SKFilterMode.Nearest));
        using var frame = new SKPaint { Color = Style.Line.Skia(), IsStroke = true, StrokeWidth = 1, IsAntialias = true };
        canvas.DrawRect(place, frame);
    }

    /// <summary>The scale of colours, at the upper right of the map.</summary>
    private static void Bar(SKCanvas canvas, float right, float top, double largest)
    {
        var values = Enumerable.Range(0, 181).Select(i => (i - 90) / 90.0).ToArray();
        Map(canvas, SKRect.Create(right - BarWidth - 34, top + 8, BarWidth, 12), values.Length, values, 1);
        var y = top + 8 + 6 + Style.TickSize * 0.36f;
        var end = Ticks.Short(double.Parse(largest.ToString("G2", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
        Lettering.Draw(canvas, "−" + end, new SKPoint(right - BarWidth - 42, y), Style.TickSize, Style.SoftInk.Skia(), align: SKTextAlign.Right);
        Lettering.Draw(canvas, end, new SKPoint(right - 26, y), Style.TickSize, Style.SoftInk.Skia());
    }

    /// <summary>Every name where they fit, else a round selection of numbers.</summary>
    private static (int Column, string Text)[] Names(int inputs, int merged, int columns, float cell, IReadOnlyList<string>? names)
    {
        if (names is not null && merged == 1 && cell >= Style.TickSize + 2)
            return [.. names.Select((name, j) => (j, name.Length <= 24 ? name : name[..23] + "…"))];
        var count = Math.Clamp((int)(columns * cell / 44), 1, 14);
        return [.. Ticks.Linear(0, Math.Max(inputs - 1, 1), count, whole: true).Marks
            .Where(mark => mark.Position <= inputs - 1).Select(mark => ((int)mark.Position / merged, mark.Label))];
    }

    private static void Name(SKCanvas canvas, string text, SKPoint at, bool upright)
    {
        canvas.Save();
        canvas.Translate(at);
        if (!upright) canvas.RotateDegrees(-90);
        var place = upright ? new SKPoint(0, 18) : new SKPoint(-8, Style.TickSize * 0.36f);
        Lettering.Draw(canvas, text, place, Style.TickSize, Style.SoftInk.Skia(), align: upright ? SKTextAlign.Center : SKTextAlign.Right);
        canvas.Restore();
    }
}
