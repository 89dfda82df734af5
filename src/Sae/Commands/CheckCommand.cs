using System.Globalization;
using Sae.Flags;
using Sae.Output;
using SparseAutoencoders;
using SparseAutoencoders.Checks;

namespace Sae.Commands;

/// <summary>sae check: proves on the user's machine what the library promises.</summary>
internal static class CheckCommand
{
    public static Verb Create(Choices choices)
    {
        var resume = new Switch("Check", "--resume", "instead: compare runs resumed after every step with runs never stopped, bit by bit");
        var json = CommonFlags.Json();
        var verb = new Verb("check", "compare gradients with numerical ones, or resumed runs with ones never stopped")
        {
            Remarks = "Gradients: every loss, decoder and sparsity, tied and not, with and without penalty and weight decay. Error: ‖g−n‖/‖g+n‖, g the gradient, "
                + "n central differences, in double precision. Exit code 1 if one reaches 1e-9. "
                + "--resume: every optimizer, sparsity and precision, tied and not, on changing numbers of threads. Exit code 1 if one bit differs.",
            Examples = [("", "sae check"), ("", "sae check --json"), ("", "sae check --resume")],
            Run = (parse, session) => resume.IsGiven(parse) ? Resume(choices, session, json.IsGiven(parse)) : Gradients(choices, session, json.IsGiven(parse)),
        };
        verb.Add(resume);
        verb.Add(json);
        return verb;
    }

    private static int Gradients(Choices choices, Session session, bool json)
    {
        var cases = GradientCheck.Run(choices);
        var worst = cases.Max(one => one.RelativeError);
        Write(session, json, cases, new Report().Add("max_relative_error", worst),
            one => new() { ["name"] = one.Name, ["error"] = one.RelativeError },
            one => (one.Name, one.RelativeError.ToString("0.0E+00", CultureInfo.InvariantCulture)),
            $"largest relative error {worst.ToString("0.0E+00", CultureInfo.InvariantCulture)} (allowed: below {GradientCheck.Tolerance.ToString("0E+0", CultureInfo.InvariantCulture)})");
        return worst < GradientCheck.Tolerance ? 0 : throw new InvalidDataException(
            $"check: a gradient is wrong, relative error {worst.ToString("0.0E+00", CultureInfo.InvariantCulture)}. Please report it with this machine's processor.");
    }

    private static int Resume(Choices choices, Session session, bool json)
    {
        var cases = ResumeCheck.Run(choices, Path.GetTempPath(), session.Cancellation);
        var (stops, different) = (cases.Sum(one => one.Stops), cases.Count(one => !one.Equal));
        Write(session, json, cases, new Report().Add("resumed_equals_never_stopped", different == 0).Add("stops", stops),
            one => new() { ["name"] = one.Name, ["stops"] = one.Stops, ["equal"] = one.Equal },
            one => (one.Name, one.Equal ? "same bits" : "DIFFERENT"),
            $"stopped {stops} times in all; {cases.Count - different} end with the same bits as if never stopped");
        return different == 0 ? 0 : throw new InvalidDataException("check: a run that was gone on with ended with other bits. Please report it with this machine's processor.");
    }

    private static void Write<TCase>(Session session, bool json, IReadOnlyList<TCase> cases, Report report,
        Func<TCase, Dictionary<string, object>> record, Func<TCase, (string Name, string Finding)> line, string summary)
    {
        if (json)
        {
            report.Add("cases", (IReadOnlyList<IReadOnlyDictionary<string, object>>)[.. cases.Select(record)]).Write(session.Out, json: true);
            return;
        }
        var width = cases.Max(one => line(one).Name.Length);
        foreach (var one in cases) session.Out.WriteLine($"{line(one).Name.PadRight(width)}  {line(one).Finding}");
        session.Out.WriteLine($"{cases.Count} cases, {summary}");
    }
}
