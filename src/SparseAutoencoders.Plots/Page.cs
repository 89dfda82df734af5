using SkiaSharp;

namespace SparseAutoencoders.Plots;

/// <summary>What every picture has above its contents: a title, an explanation in plain words, a legend. In units of <see cref="Style.Width"/>.</summary>
internal sealed class Page
{
    private const float TitleLine = 27;
    private const float TextLine = 18.5f;
    private const float LegendLine = 27;
    private const float PanelGap = 10;

    private readonly string _title;
    private readonly IReadOnlyList<string> _explanation;
    private readonly IReadOnlyList<Key> _keys;

    public Page(string title, string explanation, params IReadOnlyList<Key> keys)
    {
        (_title, _keys) = (title, keys);
        _explanation = Lettering.Wrap(explanation, Style.TextSize, Style.Width - 2 * Style.Margin);
    }

    /// <summary>Height of it all, with the space to what follows.</summary>
    public float Height => Style.Margin + TitleLine + _explanation.Count * TextLine + (_keys.Count > 0 ? LegendLine : 0) + 14;

    /// <summary>A picture of this and of panels below each other.</summary>
    public Picture With(params IReadOnlyList<Panel> panels)
    {
        var height = Height + panels.Sum(panel => panel.Height + PanelGap) + Style.Margin - 18;
        return new Picture(new SKSize(Style.Width, height), Style.Density, canvas =>
        {
            Draw(canvas);
            var top = Height;
            foreach (var panel in panels)
            {
                panel.Draw(canvas, SKRect.Create(Style.Margin, top, Style.Width - 2 * Style.Margin, panel.Height));
                top += panel.Height + PanelGap;
            }
        });
    }

    /// <summary>Draws title, explanation and legend.</summary>
    public void Draw(SKCanvas canvas)
    {
        var y = Style.Margin + Style.TitleSize * 0.78f;
        Lettering.Draw(canvas, _title, new SKPoint(Style.Margin, y), Style.TitleSize, Style.Ink.Skia(), bold: true);
        y += TitleLine - 2;
        foreach (var line in _explanation)
        {
            Lettering.Draw(canvas, line, new SKPoint(Style.Margin, y), Style.TextSize, Style.SoftInk.Skia());
            y += TextLine;
        }

        var x = Style.Margin;
        y += LegendLine - TextLine;
        foreach (var key in _keys)
        {
            x += Mark(canvas, key, x, y - Style.TextSize * 0.36f) + 8;
            Lettering.Draw(canvas, key.Text, new SKPoint(x, y), Style.TextSize, Style.Ink.Skia());
            x += Lettering.Width(key.Text, Style.TextSize) + 26;
        }
    }

    private static float Mark(SKCanvas canvas, Key key, float x, float y)
    {
        using var paint = new SKPaint { Color = key.Color.Skia(), IsAntialias = true, StrokeWidth = 2.5f };
        switch (key.Shape)
        {
            case KeyShape.Line:
                canvas.DrawLine(x, y, x + 22, y, paint);
                return 22;
            case KeyShape.Dot:
                canvas.DrawCircle(x + 5, y, 4.5f, paint);
                return 10;
            default:
                canvas.DrawRect(x, y - 5.5f, 11, 11, paint);
                return 11;
        }
    }
}
