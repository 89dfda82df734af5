using System.CommandLine;
using System.Globalization;
using System.Text;
using Sae.Flags;
using Sae.Output;
using SparseAutoencoders;
using SparseAutoencoders.Plots;

namespace Sae.Commands;

/// <summary>sae penalty --rho R --output F: one unit's penalty against its mean activation.</summary>
internal static class PenaltyCommand
{
    public static Verb Create()
    {
        var rho = new Flag<double>("Penalty", "--rho", "R", "mean activation asked for", FlagText.Share) { Demanded = true, Range = "in (0, 1)" };
        var output = CommonFlags.Output("FILE", "picture (.png .svg) or numbers (.csv)", demanded: false);
        var json = CommonFlags.Json();
        var verb = new Verb("penalty", "show the sparsity penalty Ω of one unit against its mean activation ρ̂")
        {
            Remarks = "Ω = ρ log(ρ/ρ̂) + (1−ρ) log((1−ρ)/(1−ρ̂)): 0 exactly where ρ̂ = ρ, and rising steeply towards 0 and 1.",
            Examples =
            [
                ("as a picture:", "sae penalty --rho 0.2 --output penalty.png"),
                ("as numbers:", "sae penalty --rho 0.05 --output penalty.csv"),
            ],
            Run = (parse, session) =>
            {
                var asked = rho.Read(parse);
                var path = output.IsGiven(parse) ? output.Read(parse) : null;
                if (path is not null) Destination.CheckFile("--output", path, [".png", ".svg", ".csv"]);
                // Looked for on the curve, not taken from the formula: what is printed is what the picture shows.
                var points = PenaltyCurve.Points(asked, q => KlDivergence.Value(asked, q));
                var (at, minimum) = points.MinBy(point => point.Penalty);
                if (path is not null) Write(path, asked, points);
                if (json.IsGiven(parse))
                {
                    var report = new Report().Add("rho", asked).Add("minimum_at", at).Add("minimum", minimum);
                    if (path is not null) report.Add("output", path);
                    report.Write(session.Out, json: true);
                    return 0;
                }
                session.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"minimum {minimum} at {at}"));
                if (path is not null) session.Out.WriteLine($"Ω against ρ̂ written to {path}");
                return 0;
            },
        };
        foreach (var option in (IEnumerable<Option>)[rho, output, json]) verb.Add(option);
        return verb;
    }

    private static void Write(string path, double rho, IReadOnlyList<(double MeanActivation, double Penalty)> points)
    {
        if (!path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase))
        {
            PictureFile.Write(path, PenaltyCurve.Draw(rho, q => KlDivergence.Value(rho, q)));
            return;
        }
        var text = new StringBuilder("mean_activation,penalty\n");
        foreach (var (at, penalty) in points) text.Append(CultureInfo.InvariantCulture, $"{at:R},{penalty:R}\n");
        PictureFile.WriteText(path, text.ToString());
    }
}
