using System.CommandLine;
using Sae.Flags;
using Sae.Output;
using SparseAutoencoders;
using SparseAutoencoders.Checks;

namespace Sae.Commands;

/// <summary>sae bench: a training step on this machine, beside what its processor could do.</summary>
internal static class BenchCommand
{
    // What changes a step; the other flags of training say how many there are, and on which rows.
    private static readonly string[] StepFlags =
        ["--hidden", "--batch", "--threads", "--precision", "--loss", "--decoder", "--tied", "--optimizer", "--seed", "--l0", "--l1", "--prefixes", "--decoder-norm", "--shards"];

    public static Verb Create(Choices choices)
    {
        var inputs = new Flag<int>("Model and run", "--inputs", "N", "inputs of a row; rows are random", FlagText.Count) { Default = "784", Range = "at least 1" };
        var training = new TrainingFlags(choices);
        var smoke = new Switch("Output", "--smoke", "measure only once: shows that it works, not how fast");
        var json = CommonFlags.Json();
        var usual = Choices.Find(choices.Sparsities, new TrainingOptions().Sparsity).Name;
        var verb = new Verb("bench", "measure a training step on this machine, and its share of the processor's peak")
        {
            Remarks = "A step is forward, loss, backward and update on one batch. 10 · batch · inputs · hidden floating-point operations are counted, those of its five "
                + "matrix products, with --hold-rho as well, which needs six. Where few codes are not 0, n a row, these are 2 · batch · inputs · hidden for the encoder's product, "
                + "which is then measured alone, too, and 8 · batch · inputs · n for the others; no unit is silent so long that AuxK has work. The peak is that of independent multiply-adds in registers, on as many threads, at the "
                + "same width. Both are measured in turn, for two to ten seconds; medians are told. The step's gradient is checked first.",
            Examples =
            [
                ("the default shape:", "sae bench"),
                ("wide, ρ held, one thread:", "sae bench --inputs 768 --hidden 4096 --batch 1024 --hold-rho --threads 1"),
                ("32 active units a row:", "sae bench --sparsity topk --l0 32 --inputs 768 --hidden 16384 --batch 1024"),
            ],
            Run = (parse, session) =>
            {
                var options = training.Read(parse);
                if (options.Optimizer is not MiniBatchOptions)
                {
                    throw new WrongUse("--optimizer", $"{Choices.Find(choices.Optimizers, options.Optimizer).Name} takes no mini-batches, so has no step to measure",
                        $"Give {string.Join(" or ", choices.Optimizers.Where(choice => choice.Defaults is MiniBatchOptions).Select(choice => choice.Name))}");
                }
                var result = StepBenchmark.Run(inputs.Read(parse), options, smoke.IsGiven(parse) ? 1 : StepBenchmark.Slices, session.Cancellation);
                var report = new Report()
                    .Add("inputs", result.Inputs, "inputs of a row")
                    .Add("hidden_units", result.HiddenUnits, "hidden units")
                    .Add("batch", result.Batch, "rows of a step")
                    .Add("threads", result.Threads, "threads that computed")
                    .Add("precision", result.Precision, "kind of number")
                    .Add("step_microseconds", result.StepMicroseconds, "forward, loss, backward and update; median")
                    .Add("gigaflops_per_second", result.GigaflopsPerSecond, result.ActivePerRow is null ? "10 · batch · inputs · hidden operations a step" : "2 · batch · inputs · hidden + 8 · batch · inputs · l0 operations a step")
                    .Add("peak_gigaflops_per_second", result.PeakGigaflopsPerSecond, "independent multiply-adds in registers; median")
                    .Add("fraction_of_peak", result.FractionOfPeak, "share of it that the step reached")
                    .Add("rows_per_second", result.RowsPerSecond, "rows learned from a second");
                if (result is { EncoderProductMicroseconds: { } product, StepPerEncoderProduct: { } ratio, ActivePerRow: { } active })
                {
                    report.Add("l0", active, "codes of the last step that are not 0, mean over its rows")
                        .Add("encoder_product_microseconds", product, "the encoder's product alone; median")
                        .Add("step_per_encoder_product", ratio, "how much longer a step takes");
                }
                report.Write(session.Out, json.IsGiven(parse));
                return 0;
            },
        };
        // A mechanism is chosen by its own flag, where it has one; what it is set to changes no step.
        string[] mechanisms =
        [
            .. choices.Sparsities.All(choice => choice.Switch is not null || choice.Name == usual) ? Array.Empty<string>() : ["--sparsity"],
            .. choices.Sparsities.Where(choice => choice.Switch is not null).Select(choice => $"--{choice.Switch}"),
            .. choices.Sparsities.SelectMany(choice => choice.Settings).Where(setting => setting.Selects).Select(setting => $"--{setting.Name}"),
        ];
        foreach (var option in (IEnumerable<Option>)[inputs, .. training.Options.Where(option => StepFlags.Contains(option.Name) || mechanisms.Contains(option.Name)), smoke, json]) verb.Add(option);
        return verb;
    }
}
