using ScottPlot;
using SkiaSharp;

namespace SparseAutoencoders.Plots;

/// <summary>The one look of all pictures: colours that stay apart for colour-blind readers, sizes, and a bare chart to draw in.</summary>
internal static class Style
{
    /// <summary>Width of a chart, in units of 1/800 of it. Text sizes are in these units too.</summary>
    public const float Width = 800;

    /// <summary>Pixels of a PNG for one unit.</summary>
    public const float Density = 2;

    /// <summary>White space around everything.</summary>
    public const float Margin = 28;

    public const float TitleSize = 19;
    public const float CaptionSize = 13.5f;
    public const float TextSize = 12.5f;
    public const float TickSize = 12;

    /// <summary>What the model has.</summary>
    public static readonly Color Blue = Color.FromHex("#1F5C99");

    /// <summary>What was asked for, and what deserves a look.</summary>
    public static readonly Color Orange = Color.FromHex("#D9660F");

    /// <summary>What is neither.</summary>
    public static readonly Color Grey = Color.FromHex("#8A94A0");

    public static readonly Color Ink = Color.FromHex("#1D2733");
    public static readonly Color SoftInk = Color.FromHex("#55606D");
    public static readonly Color Line = Color.FromHex("#E3E7EB");

    /// <summary>What each colour becomes on a dark page.</summary>
    public static readonly (string Light, string Dark)[] Dark =
    [
        ("#1F5C99", "#6CB0F2"), ("#D9660F", "#F0914A"), ("#8A94A0", "#7C8792"), ("#1D2733", "#E6EAEE"), ("#55606D", "#A9B3BD"), ("#E3E7EB", "#2F3842"), ("white", "#1A2027"),
    ];

    /// <summary>For Skia.</summary>
    public static SKColor Skia(this Color color) => new(color.Red, color.Green, color.Blue, color.Alpha);

    /// <summary>An empty chart with horizontal grid lines and a base line, ticks as given, transparent but for what is added.</summary>
    public static Plot Chart(Ticks horizontal, Ticks vertical)
    {
        // The name must be known to ScottPlot before the first label is measured.
        _ = Lettering.Regular;
        var plot = new Plot();
        plot.RenderManager.ClearCanvasBeforeEachRender = false;
        plot.FigureBackground.Color = Colors.Transparent;
        plot.DataBackground.Color = Colors.Transparent;
        plot.Axes.Bottom.TickGenerator = horizontal.Generator;
        plot.Axes.Left.TickGenerator = vertical.Generator;
        plot.Axes.SetLimits(horizontal.Min, horizontal.Max, vertical.Min, vertical.Max);
        foreach (var axis in plot.Axes.GetAxes())
        {
            axis.TickLabelStyle.FontName = Lettering.ScottPlotName;
            axis.TickLabelStyle.FontSize = TickSize;
            axis.TickLabelStyle.ForeColor = SoftInk;
            // ScottPlot centres the line of text, not its digits.
            axis.TickLabelStyle.OffsetY = axis == plot.Axes.Left ? 2.5f : 0;
            axis.MajorTickStyle.Length = axis == plot.Axes.Bottom ? 5 : 0;
            axis.MajorTickStyle.Color = Grey;
            axis.MinorTickStyle.Length = 0;
            axis.FrameLineStyle.Width = axis == plot.Axes.Bottom ? 1 : 0;
            axis.FrameLineStyle.Color = Grey;
        }

        plot.Grid.XAxisStyle.IsVisible = false;
        plot.Grid.YAxisStyle.MajorLineStyle.Color = Line;
        plot.Grid.YAxisStyle.MajorLineStyle.Width = 1;
        return plot;
    }
}
