using System.CommandLine;
using SparseAutoencoders;

namespace Sae.Flags;

/// <summary>The flags that make <see cref="TrainingOptions"/>, taken from <see cref="Choices"/>: a new mechanism or setting needs nothing here.</summary>
internal sealed class TrainingFlags
{
    private readonly IReadOnlyList<IChoiceFlag> _families;
    private readonly IReadOnlyList<SettingFlag> _common;
    private readonly Choices _choices;
    private readonly Flag<ImageShape> _image = new("Data", "--image", "HxW", "how a row is drawn", FlagText.Image) { Default = "as the data say" };

    public TrainingFlags(Choices choices)
    {
        _choices = choices;
        _common = SettingFlag.Of("Model and run", choices.Common, new TrainingOptions());
        _families =
        [
            new ChoiceFlag<SparsityOptions>("Sparsity", "sparsity", "what makes the codes sparse", choices.Sparsities,
                options => options.Sparsity, (options, part) => options with { Sparsity = part }),
            new ChoiceFlag<LossOptions>("Loss", "loss", "how far the output is from the input", choices.Losses,
                options => options.Loss, (options, part) => options with { Loss = part }),
            new ChoiceFlag<OptimizerOptions>("Optimizer", "optimizer", "how the weights are learned", choices.Optimizers,
                options => options.Optimizer, (options, part) => options with { Optimizer = part }),
            new ChoiceFlag<ScalingOptions>("Data", "scale", "how rows are made comparable; stored in the model", choices.Scalings,
                options => options.Scaling, (options, part) => options with { Scaling = part }),
        ];
        var usual = List(new TrainingOptions()).ToDictionary();
        var others = choices.Sparsities.SelectMany(choice => List(TrainingOptions.For(choice.Create()))).Where(one => usual.TryGetValue(one.Key, out var value) && !Equals(value, one.Value)).Select(one => $"--{one.Key}").ToHashSet();
        foreach (var option in Options.Where(option => option.Name != "--sparsity" && others.Contains(option.Name))) ((IFlag)option).DependsOnSparsity = true;
    }

    /// <summary>All flags, in the order help shows them.</summary>
    public IEnumerable<Option> Options =>
        [.. _common.SelectMany(setting => setting.Options), .. _families.SelectMany(family => family.Options), _image];

    /// <summary>The options the command line asks for.</summary>
    /// <exception cref="WrongUse">A value is none, or outside its range, or belongs to something not chosen.</exception>
    /// <exception cref="ArgumentException">Two values do not go together.</exception>
    public TrainingOptions Read(ParseResult parse)
    {
        var options = ReadUnchecked(parse);
        options.Check();
        return options;
    }

    /// <summary>The same, with what a model has that is gone on with where nothing else is given.</summary>
    public TrainingOptions Read(ParseResult parse, SparseAutoencoder start)
    {
        var plain = Given(parse, TrainingOptions.ToContinue(start));
        var options = Given(parse, TrainingOptions.ToContinue(start, plain.HiddenUnits));
        if (_image.IsGiven(parse)) options = options with { Image = _image.Read(parse) };
        options.Check();
        return options;
    }

    /// <summary>The same, where two values may not go together.</summary>
    public TrainingOptions ReadUnchecked(ParseResult parse)
    {
        // Twice: what goes well with a mechanism is known once it is, and what is given counts in any case.
        var plain = Given(parse, new TrainingOptions { Choices = _choices });
        var options = Given(parse, TrainingOptions.For(plain.Sparsity, plain.HiddenUnits, plain.Optimizer is AdamOptions ? null : plain.Optimizer) with { Choices = _choices });
        return _image.IsGiven(parse) ? options with { Image = _image.Read(parse) } : options;
    }

    private TrainingOptions Given(ParseResult parse, TrainingOptions options)
    {
        foreach (var setting in _common) setting.Apply(parse, null, options);
        return _families.Aggregate(options, (sofar, family) => family.Apply(parse, sofar));
    }

    /// <summary>The flags given that belong to a choice which is not made: <c>--beta</c> beside <c>--sparsity held</c>.</summary>
    public IEnumerable<Option> WithoutMeaning(ParseResult parse) => _families.SelectMany(family => family.WithoutMeaning(parse));

    /// <summary>The flag that says how many threads compute, and nothing of the result.</summary>
    public Option ThreadsFlag => Options.First(option => option.Name == "--threads");

    /// <summary>Threads asked for.</summary>
    public int Threads(ParseResult parse)
    {
        var options = new TrainingOptions();
        _common.First(setting => setting.Name == "threads").Apply(parse, null, options);
        return options.Threads;
    }

    /// <summary>True if the command line gives a value to the setting or choice of this name.</summary>
    public bool IsGiven(ParseResult parse, string name) =>
        Options.First(option => option.Name == $"--{name}") is var option && parse.GetResult(option) is { Implicit: false };

    /// <summary>The JSON key of what <see cref="List"/> calls so.</summary>
    public string KeyOf(string name) =>
        _choices.Sparsities.SelectMany(choice => choice.Settings).FirstOrDefault(setting => setting.Name == name)?.Key ?? name.Replace('-', '_');

    /// <summary>Options as flag names without hyphens, and values: what <see cref="Read(ParseResult)"/> would need to make them again.</summary>
    public IEnumerable<KeyValuePair<string, object>> List(TrainingOptions options) =>
    [
        .. _choices.Common.Select(setting => KeyValuePair.Create(setting.Name, setting.Get(options)!)),
        .. _families.SelectMany(family => family.List(options)),
        .. options.Image is { } image ? [KeyValuePair.Create("image", (object)image.ToString())] : Array.Empty<KeyValuePair<string, object>>(),
    ];
}
