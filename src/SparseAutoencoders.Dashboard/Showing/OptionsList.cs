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
}
