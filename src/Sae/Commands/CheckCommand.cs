using System.CommandLine;
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
        var data = new DataFlags(choices, optional: true);
        var training = new TrainingFlags(choices);
        var parameter = new Flag<string>("Check", "--parameter", "NAME", "one number alone, by its block and its place there, counted from 0: encoder.weight[3,17], encoder.bias[3], W_dec[3,17], b_dec[5]", FlagText.Word) { Default = "some of every block" };
        var resume = new Switch("Check", "--resume", "instead: compare runs resumed after every step with runs never stopped, bit by bit");
        var json = CommonFlags.Json();
        var verb = new Verb("check", "compare gradients with numerical ones, or resumed runs with ones never stopped")
        {
            Remarks = "Alone it checks every loss, decoder and sparsity, tied and not, with and without penalty and weight decay. With DATA, flags of train or --parameter it checks that one "
                + "model, at the weights that training begins with: the gradient by up to 64 numbers of each block, over up to 100 rows, evenly spread and scaled as train would. "
                + "A model of at most 60 numbers is shown in full, to be compared with a calculation by hand. Without DATA the rows are 11 random ones of 7 numbers. "
                + "Error: ‖g−n‖/‖g+n‖, g the gradient, n central differences, in double precision; of a surrogate g, as for thresholds of jumps, n is its definition. Exit code 1 if one is more than 1e-9 and what rounding explains. "
                + "--resume: every optimizer, sparsity and precision, tied and not, on changing numbers of threads. Exit code 1 if one bit differs.",
            Examples =
            [
                ("", "sae check"),
                ("a model small enough to calculate by hand:", "sae check --hidden 2 --rho 0.2 --beta 3 --weight-decay 0.01 --rows 3 rows.csv"),
                ("one number of your own model, on your own rows:", "sae check images.npy --hidden 196 --hold-rho --parameter encoder.weight[3,17]"),
                ("", "sae check --json"),
                ("", "sae check --resume"),
            ],
            Run = (parse, session) =>
            {
                var given = parse.CommandResult.Command.Options.FirstOrDefault(option => option != resume && option != json && parse.GetResult(option) is { Implicit: false });
                var request = data.ReadOptional(parse);
                if (resume.IsGiven(parse))
                {
                    if (given is not null || request is not null) throw new WrongUse(given?.Name ?? "DATA", "it has no meaning with --resume, which checks small runs of every kind", "Leave out the one or the other");
                    return Resume(choices, session, json.IsGiven(parse));
                }
                if (given is null && request is null) return Gradients(choices, session, json.IsGiven(parse));
                var options = training.Read(parse);
                using var rows = request?.For(options).Open(session);
                return Model(options, rows, parameter.IsGiven(parse) ? parameter.Read(parse) : null, session, json.IsGiven(parse));
            },
        };
        verb.Add(data.Data);
        foreach (var option in (IEnumerable<Option>)[parameter, resume, .. training.Options, .. data.Options, json]) verb.Add(option);
        return verb;
    }

    private static int Model(TrainingOptions options, IRows? rows, string? parameter, Session session, bool json)
    {
        var report = GradientCheck.Run(options, rows, parameter, session.Cancellation);
        if (json) GradientText.WriteJson(session.Out, report, options);
        else GradientText.Write(session.Out, report, options, rows, parameter is not null);
        return report.Wrong is not { } wrong ? 0 : throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
            $"check: the gradient by {wrong.Name} is wrong, relative error {wrong.RelativeError:0.0E+00}. Correct the mechanism if it is your own, else please report it with the command line."));
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
