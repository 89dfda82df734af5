namespace SparseAutoencoders.Dashboard.Showing;

/// <summary>Training options as names and values, for people.</summary>
internal static class OptionsList
{
    public static IReadOnlyList<KeyValuePair<string, string>> Of(TrainingOptions options)
    {
        var choices = options.Choices;
        return
        [
            .. List(choices.Common, options).Where(entry => entry.Key != "threads"),
            .. Family("sparsity", choices.Sparsities, options.Sparsity),
            .. Family("loss", choices.Losses, options.Loss),
            .. Family("optimizer", choices.Optimizers, options.Optimizer),
            .. Family("scale", choices.Scalings, options.Scaling),
        ];

        static IEnumerable<KeyValuePair<string, string>> Family<TOptions>(string name, IReadOnlyList<Choice<TOptions>> family, TOptions options) where TOptions : class
        {
            var choice = Choices.Find(family, options);
            return [KeyValuePair.Create(name, choice.Name), .. List(choice.Settings, options)];
        }

        static IEnumerable<KeyValuePair<string, string>> List(IEnumerable<Setting> settings, object options) =>
            settings.Where(setting => setting.Get(options) is not null).Select(setting => KeyValuePair.Create(setting.Name, Setting.Show(setting.Get(options)!)));
    }

    /// <summary>What a model of another tool says of itself. How it was trained is not known.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Of(ModelOrigin origin, TrainingOptions options)
    {
        var choice = Choices.Find(options.Choices.Sparsities, options.Sparsity);
        return
        [
            KeyValuePair.Create("tool", origin.Tool), .. origin.Version is { } version ? [KeyValuePair.Create("version", version)] : Array.Empty<KeyValuePair<string, string>>(), .. origin.MadeFor,
            KeyValuePair.Create("sparsity", choice.Name), .. Known(choice.Settings, options.Sparsity),
        ];
    }

    /// <summary>Settings of a mechanism that say how codes are made; the rest is of its training.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Known(IReadOnlyList<Setting> settings, object options) =>
        from setting in settings
        where setting.Get(options) is not null && setting.Name is "l0" or "subtract-decoder-bias" or "row-scale" or "skip" or "negative-codes" or "prefixes"
        select KeyValuePair.Create(setting.Name, Setting.Show(setting.Get(options)!));
}
