using System.Globalization;
using Sae.Flags;
using Sae.Output;
using SparseAutoencoders;

namespace Sae.Commands;

/// <summary>sae check: analytic against numerical gradients.</summary>
internal static class CheckCommand
{
    public static Verb Create(Choices choices)
    {
        var json = CommonFlags.Json();
        var verb = new Verb("check", "compare the written-out gradients with numerical ones")
        {
            Remarks = "Every loss, decoder and sparsity, tied and not, with and without penalty and weight decay. Error: ‖g−n‖/‖g+n‖, g the gradient, "
                + "n central differences, in double precision. Exit code 1 if one reaches 1e-9.",
            Examples = [("", "sae check"), ("", "sae check --json")],
            Run = (parse, session) =>
            {
                var cases = GradientCheck.Run(choices);
                var worst = cases.Max(one => one.RelativeError);
                if (json.IsGiven(parse))
                {
                    new Report().Add("max_relative_error", worst)
                        .Add("cases", (IReadOnlyList<IReadOnlyDictionary<string, object>>)[.. cases.Select(one => new Dictionary<string, object> { ["name"] = one.Name, ["error"] = one.RelativeError })])
                        .Write(session.Out, json: true);
                }
                else
                {
                    var width = cases.Max(one => one.Name.Length);
                    foreach (var one in cases) session.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{one.Name.PadRight(width)}  {one.RelativeError:0.0E+00}"));
                    session.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{cases.Count} cases, largest relative error {worst:0.0E+00} (allowed: below {GradientCheck.Tolerance:0E+0})"));
                }
                return worst < GradientCheck.Tolerance ? 0 : throw new InvalidDataException(
                    $"check: a gradient is wrong, relative error {worst.ToString("0.0E+00", CultureInfo.InvariantCulture)}. Please report it with this machine's processor.");
            },
        };
        verb.Add(json);
        return verb;
    }
}
